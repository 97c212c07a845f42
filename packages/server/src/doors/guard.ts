/** Who may talk to a server that listens on this machine: no page in a browser, nobody by a borrowed name (DNS rebinding). */
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/** Whether a request may be answered at all. */
export type Guard = (request: Pick<IncomingMessage, 'headers'>) => boolean;

/**
 * Judges a request by its headers. CORS never applies to WebSockets, so that every request with an `Origin` comes from a
 * browser and is refused; `Host` must be an address or a name of ours, or any page could reach us under a name that it
 * owns. `names` are the host names, beside localhost, that the server is known by.
 */
export function createGuard(names: readonly string[]): Guard {
  const known = new Set(['localhost', ...names.map((name) => name.toLowerCase())]);
  return ({ headers }) => {
    if (headers.origin !== undefined) return false;
    const host = (headers.host ?? '').toLowerCase().replace(/:\d+$/, '');
    return known.has(host) || isIP(host.replace(/^\[|\]$/g, '')) !== 0;
  };
}
