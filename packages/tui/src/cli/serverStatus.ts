/** What is known of a server without signing in: for `tock status` and `tock server`. */
import type { Hello } from '@tock/shared';
import { readHello } from '../client/hello.ts';
import type { LocalServer } from '../client/localServer.ts';

/** The keys of a status in JSON; null where nothing is known. */
export interface ServerStatus {
  running: boolean;
  pid: number | null;
  url: string | null;
  version: string | null;
  store: string | null;
}

/** The status of the server of this machine. */
export function localStatus(server: LocalServer | null): ServerStatus {
  if (server === null) return { running: false, pid: null, url: null, version: null, store: null };
  const { hello, file } = server;
  return { running: true, pid: hello.pid, url: file.url, version: hello.version, store: hello.store };
}

/** The status of a server elsewhere. Whoever answers there is not asked for proof: nothing secret is sent. */
export async function remoteStatus(url: URL, withinMs: number): Promise<ServerStatus> {
  const hello = await askHello(new URL('hello', url.href.endsWith('/') ? url : `${url.href}/`), withinMs);
  if (hello === null) return { running: false, pid: null, url: url.href, version: null, store: null };
  return { running: true, pid: hello.pid, url: url.href, version: hello.version, store: hello.store };
}

/** More than this is no hello, in UTF-16 units. */
const LARGEST = 16_384;

function askHello(address: URL, withinMs: number): Promise<Hello | null> {
  // Not imported: a module of Node that is imported loads everything it exports, here also a whole fetch, for 10 ms.
  const { get } = process.getBuiltinModule(address.protocol === 'https:' ? 'node:https' : 'node:http');
  return new Promise((resolve) => {
    const request = get(address, { agent: false, signal: AbortSignal.timeout(withinMs) }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        text += part;
        if (text.length > LARGEST) response.destroy();
      });
      response.on('end', () => resolve(parsedHello(text)));
      response.on('close', () => resolve(null));
      response.on('error', () => resolve(null));
    });
    request.on('error', () => resolve(null));
  });
}

function parsedHello(text: string): Hello | null {
  try {
    return readHello(JSON.parse(text));
  } catch {
    return null;
  }
}
