/** `GET /healthz` and `GET /readyz`: whether the server is alive, and whether it may be given requests. Open to everyone, and nothing else is told. */
import { failure } from '@tock/shared';
import type { Readiness } from '../readiness.ts';
import { newRoutes, type Requested, type Routes, refuse } from './http.ts';

const fresh = { 'cache-control': 'no-store' };

export function healthRoutes(readiness: Pick<Readiness, 'problem'>): Routes {
  const routes = newRoutes();
  // That it answers is all: a supervisor that restarts a server for what its disk does makes nothing better.
  routes.get('/healthz', (context) => context.json({ status: 'alive' }, 200, fresh));
  routes.get('/readyz', async (context) => {
    const problem = await readiness.problem();
    return problem === null
      ? context.json({ status: 'ready' }, 200, fresh)
      : refuse(context, problem, { status: 503, headers: { 'retry-after': '1' } });
  });
  for (const path of ['/healthz', '/readyz']) routes.all(path, onlyGet);
  return routes;
}

/** The answer to another method. */
function onlyGet(context: Pick<Requested, 'get'>): Response {
  const { problem } = failure('invalid', 'this answers GET alone');
  return refuse(context, problem, { status: 405, headers: { allow: 'GET' } });
}
