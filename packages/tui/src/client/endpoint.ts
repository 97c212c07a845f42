/** Where to connect: the server that was named, with its token, or the one of this machine. */
import { readFile } from 'node:fs/promises';
import { failure, type Outcome, sanitise, success } from '@tock/shared';
import { members } from './reader.ts';
import { codeOf, isLoopback } from './runtimeFolder.ts';
import type { Endpoint, Resolve } from './session.ts';

/** What flags, environment and settings say about the server. */
export interface EndpointSettings {
  /** URL of the server, or null for the one of this machine. */
  server: string | null;
  /** File with the token, alone or as JSON with `token`. */
  tokenFile: string | null;
  token: string | null;
  /** Whether a token may travel to another machine unencrypted. */
  insecure?: boolean;
}

/** A function that finds the server, for a connection to call before every attempt. `local` finds the one of this machine. */
export function resolverOf(settings: EndpointSettings, local: () => Promise<Outcome<{ endpoint: Endpoint }>>): Resolve {
  const { server, tokenFile, token } = settings;
  if (server !== null) return () => explicit(server, settings);
  if (tokenFile !== null || token !== null) {
    const problem = failure(
      'invalid',
      'a token is given, but no server',
      'name the server with --server or TOCK_SERVER',
    );
    return () => Promise.resolve(problem);
  }
  return async () => {
    const found = await local();
    return found.ok ? success(found.value.endpoint) : found;
  };
}

async function explicit(server: string, settings: EndpointSettings): Promise<Outcome<Endpoint>> {
  const url = parseServer(server, settings.insecure === true);
  if (!url.ok) return url;
  const place = url.value.host;
  const token = await readToken(settings, place);
  if (!token.ok) return token;
  return success({ url: url.value.href, place, token: () => token.value });
}

/** The URL of a server as people write it. */
export function parseServer(server: string, insecure: boolean): Outcome<URL> {
  const url = URL.parse(server);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    return failure(
      'invalid',
      `"${sanitise(server)}" is not the address of a server`,
      'write https://host or https://host:port',
    );
  }
  // Not repeated: it would be a secret in a message.
  if (url.username !== '' || url.password !== '') {
    return failure(
      'invalid',
      'the address of the server has a name or password in it',
      'give the token with --token-file',
    );
  }
  if (url.search !== '' || url.hash !== '') {
    return failure(
      'invalid',
      'the address of the server has a "?" or "#" in it',
      'write https://host or https://host:port',
    );
  }
  if (url.protocol === 'http:' && !insecure && !isLoopback(url)) {
    return failure(
      'invalid',
      `${url.host} would get the token unencrypted`,
      'use https://, or an SSH tunnel to a loopback port',
    );
  }
  return success(url);
}

async function readToken({ token, tokenFile }: EndpointSettings, place: string): Promise<Outcome<string>> {
  if (tokenFile === null) {
    if (token !== null && isToken(token.trim())) return success(token.trim());
    return token === null
      ? failure(
          'unauthenticated',
          `not signed in to ${place}`,
          'give a token with --token-file, TOCK_TOKEN_FILE or TOCK_TOKEN',
        )
      : failure('invalid', 'what TOCK_TOKEN holds is not a token', 'a token begins with tock_');
  }
  try {
    const text = (await readFile(tokenFile, 'utf8')).trim();
    const read = text.startsWith('{') ? members(JSON.parse(text)) : { token: text };
    if (typeof read.token === 'string' && isToken(read.token)) return success(read.token);
  } catch (error) {
    if (!(error instanceof SyntaxError)) {
      return failure(
        'invalid',
        `the token file ${sanitise(tokenFile)} cannot be read (${codeOf(error)})`,
        'check its path and mode',
      );
    }
  }
  return failure('invalid', `${sanitise(tokenFile)} holds no token`, 'a token begins with tock_');
}

function isToken(text: string): boolean {
  return /^tock_[\x21-\x7e]{1,200}$/.test(text);
}
