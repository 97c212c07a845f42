/** `GET /hello`: says that this is a tockd, which one, and proves that it knows the caller's token. Everything else is not found. */
import type { IncomingMessage, RequestListener } from 'node:http';
import { type DirectoryState, type Hello, IDENTIFIER, PROTOCOL, proveToken } from '@tock/shared';

const NONCE = /^[0-9a-f]{16,128}$/;

/** What the door tells and asks. */
export interface HelloDependencies {
  version: string;
  store: string;
  pid: number;
  connections(): number;
  directory(): DirectoryState;
  allowed(request: Pick<IncomingMessage, 'headers'>): boolean;
}

export function createHello(dependencies: HelloDependencies): RequestListener {
  return (request, response) => {
    const answer = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
      response.end(JSON.stringify(body));
    };
    // A body is never asked for; whoever sends one is not heard out.
    request.resume();
    if (!dependencies.allowed(request)) return answer(403, { error: 'foreign Origin or Host' });
    const url = URL.parse(request.url ?? '', 'http://localhost');
    if (url?.pathname !== '/hello') return answer(404, { error: 'this is tockd; it answers /hello and Socket.IO' });
    if (request.method !== 'GET') return answer(405, { error: 'GET only' });
    const device = url.searchParams.get('device') ?? '';
    const nonce = url.searchParams.get('nonce') ?? '';
    const known =
      IDENTIFIER.test(device) && NONCE.test(nonce) ? dependencies.directory().devices.get(device) : undefined;
    const hello: Hello = {
      name: 'tockd',
      version: dependencies.version,
      protocol: PROTOCOL,
      pid: dependencies.pid,
      connections: dependencies.connections(),
      store: dependencies.store,
      proof: known === undefined ? null : proveToken(known.tokenHash, nonce),
    };
    answer(200, hello);
  };
}
