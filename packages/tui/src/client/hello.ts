/** Asks who listens at a local address, and whether it knows our token, before the token is ever sent there. */
import { randomBytes } from 'node:crypto';
import { type Credentials, type Hello, hashToken, helloSchema, proveToken } from '@tock/shared';
import { readerOf } from './reader.ts';

/** An answer larger than this is not one of ours, in bytes. */
const LARGEST_HELLO = 16_384;

/** What a tockd says of itself. */
export const readHello = readerOf(helloSchema);

/** The text that a local address answers, or null when it does not answer in full in time. */
function fetchText(url: URL, withinMs: number): Promise<string | null> {
  // Loaded when somebody is asked: with an `import` at the top a prompt would pay for it where no server runs.
  const { get } = process.getBuiltinModule('node:http');
  return new Promise((resolve) => {
    const request = get(url, { agent: false, signal: AbortSignal.timeout(withinMs) }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        text += part;
        if (text.length > LARGEST_HELLO) response.destroy();
      });
      response.on('end', () => resolve(response.statusCode === 200 ? text : null));
      response.on('close', () => resolve(null));
      response.on('error', () => resolve(null));
    });
    request.on('error', () => resolve(null));
  });
}

/**
 * The hello of the server at `url`, when it proves within `withinMs` that it knows the token; else null: nobody, or
 * somebody else. The nonce is fresh, so that an old answer proves nothing.
 */
export async function askHello(url: string, { device, token }: Credentials, withinMs: number): Promise<Hello | null> {
  const nonce = randomBytes(32).toString('hex');
  const address = new URL('/hello', url);
  address.search = new URLSearchParams({ device, nonce }).toString();
  const text = await fetchText(address, withinMs);
  if (text === null) return null;
  try {
    const hello = readHello(JSON.parse(text));
    return hello?.proof === proveToken(hashToken(token), nonce) ? hello : null;
  } catch {
    return null;
  }
}
