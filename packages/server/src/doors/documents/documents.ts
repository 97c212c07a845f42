/** `/openapi.json` and `/asyncapi.json`: what there is to ask, for programs. Open to all: they tell nothing of this server but its version. */
import { newRoutes, type Routes } from '../http.ts';
import { asyncApiDocument } from './asyncapi.ts';
import { openApiDocument } from './openapi.ts';

/** The routes; each document is made when it is first asked for. */
export function documentRoutes(version: string): Routes {
  const routes = newRoutes();
  for (const [path, make] of [
    ['/openapi.json', openApiDocument],
    ['/asyncapi.json', asyncApiDocument],
  ] as const) {
    let text: string | null = null;
    routes.get(path, (context) => {
      text ??= JSON.stringify(make(version));
      return context.body(text, 200, { 'content-type': 'application/json', 'cache-control': 'no-cache' });
    });
  }
  return routes;
}
