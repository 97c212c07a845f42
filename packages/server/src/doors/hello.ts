/** `GET /hello`: says that this is a tockd, which one, and proves that it knows the caller's token. */
import { type DirectoryState, failure, type Hello, IDENTIFIER, PROTOCOL, proveToken } from '@tock/shared';
import { newRoutes, type Routes, refuse } from './http.ts';

const NONCE = /^[0-9a-f]{16,128}$/;

/** What the route tells and asks. */
export interface HelloDependencies {
  version: string;
  store: string;
  pid: number;
  connections(): number;
  directory(): DirectoryState;
}

export function helloRoutes(dependencies: HelloDependencies): Routes {
  const routes = newRoutes();
  routes.get('/hello', (context) => {
    const { device = '', nonce = '' } = context.req.query();
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
    return context.json(hello, 200, { 'cache-control': 'no-store' });
  });
  routes.all('/hello', (context) =>
    refuse(context, failure('invalid', 'this answers GET alone').problem, { status: 405, headers: { allow: 'GET' } }),
  );
  return routes;
}
