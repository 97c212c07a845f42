/**
 * `GET /v1/memory`: where each list in memory stands, and a digest of it, for `tockd verify`. It names lists of everybody, so
 * that only the token of this machine is answered: whoever has that may read the store itself.
 */
import { failure } from '@tock/shared';
import { type Memory, type MemoryReport, reportMemory } from '../verification/memoryReport.ts';
import type { Admit } from './admission.ts';
import { bearer } from './bearer.ts';
import { newRoutes, type Routes, refuse } from './http.ts';

/** What the route tells, and whom. */
export interface MemoryDependencies extends Memory {
  /** The device of this machine. */
  machine: string;
  admit: Admit;
}

export function memoryRoutes(dependencies: MemoryDependencies): Routes {
  const routes = newRoutes();
  /** The one that is being made: it is work, and whoever asks meanwhile is told the same. */
  let making: Promise<MemoryReport> | null = null;
  routes.get('/v1/memory', bearer(dependencies.admit), async (context) => {
    if (context.get('who').device !== dependencies.machine) {
      const hint = 'use credentials.json of its data folder';
      return refuse(
        context,
        failure('forbidden', 'only the token of the server’s own machine is answered', hint).problem,
      );
    }
    making ??= reportMemory(dependencies).finally(() => {
      making = null;
    });
    return context.json(await making, 200, { 'cache-control': 'no-store' });
  });
  routes.all('/v1/memory', (context) =>
    refuse(context, failure('invalid', 'this answers GET alone').problem, { status: 405, headers: { allow: 'GET' } }),
  );
  return routes;
}
