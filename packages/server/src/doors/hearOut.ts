/** Clients that are refused while they still send: they are heard out first, so that they are there when the answer comes. */
import type { IncomingMessage } from 'node:http';

/** So much of what nobody wants is read and thrown away, in bytes; who sends more is answered meanwhile. */
const MOST_UNWANTED = 32 * 1024 * 1024;
/** Who has sent nothing for so long waits for the answer, in milliseconds. */
const QUIET = 250;

type Read = () => Promise<{ done?: boolean | undefined; value?: Uint8Array | undefined }>;

/**
 * Reads on and keeps nothing, until the end, or until the client waits. Answered before, a client on a connection that closes
 * meets a broken pipe in place of its answer, and a proxy makes a 502 of that. Never rejects: a client that went away is heard out.
 */
export async function hearOut(read: Read): Promise<void> {
  let left = MOST_UNWANTED;
  for (let more = true; more && left >= 0; ) {
    const next = read().then(
      ({ done, value }) => ({ more: done !== true, size: value?.byteLength ?? 0 }),
      () => ({ more: false, size: 0 }),
    );
    const { promise: quiet, resolve } = Promise.withResolvers<{ more: boolean; size: number }>();
    const timer = setTimeout(resolve, QUIET, { more: false, size: 0 });
    const heard = await Promise.race([next, quiet]);
    clearTimeout(timer);
    more = heard.more;
    left -= heard.size;
  }
}

/** Hears out a request of which nobody reads any more. */
export function hearRest(incoming: IncomingMessage): Promise<void> {
  const announced = Number(incoming.headers['content-length'] ?? 0);
  if (incoming.readableEnded || incoming.destroyed || announced > MOST_UNWANTED) return Promise.resolve();
  const chunks = incoming.iterator({ destroyOnReturn: false });
  return hearOut(() => chunks.next());
}
