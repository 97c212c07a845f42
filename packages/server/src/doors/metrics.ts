/** `GET /metrics`: what Prometheus reads, for whoever bears a token of this server. */
import { failure } from '@tock/shared';
import { Hono } from 'hono';
import type { Exposed, Exposition } from '../metrics/exposition.ts';
import type { Admit } from './admission.ts';
import { bearer, type SignedInEnvironment } from './bearer.ts';
import { newRoutes, type Routes, refuse } from './http.ts';

export interface MetricsDependencies extends Exposed {
  admit: Admit;
}

export function metricsRoutes({ admit, ...exposed }: MetricsDependencies): Routes {
  let exposition: Promise<Exposition> | null = null;
  const signedIn = new Hono<SignedInEnvironment>();
  signedIn.use('/metrics', bearer(admit));
  signedIn.get('/metrics', async (context) => {
    // Most servers are never asked: they are spared what the exposition costs at their start.
    exposition ??= import('../metrics/exposition.ts').then(({ createExposition }) => createExposition(exposed));
    const { contentType, text } = await exposition;
    return context.body(await text(), 200, { 'content-type': contentType, 'cache-control': 'no-store' });
  });
  signedIn.all('/metrics', (context) =>
    refuse(context, failure('invalid', 'this answers GET alone').problem, { status: 405, headers: { allow: 'GET' } }),
  );
  return newRoutes().route('/', signedIn);
}
