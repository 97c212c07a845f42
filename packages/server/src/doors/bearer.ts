/** Who sends a request over HTTP: the device whose token it bears, as the directory knows it now (R12). */
import { failure } from '@tock/shared';
import { createMiddleware } from 'hono/factory';
import type { Caller } from '../identity/permissions.ts';
import type { Admit } from './admission.ts';
import { type HttpEnvironment, refuse } from './http.ts';

/** What routes behind a token are given with each request. */
export interface SignedInEnvironment extends HttpEnvironment {
  Variables: HttpEnvironment['Variables'] & { who: Caller };
}

/** Lets through who bears a token of this server, and refuses everybody else. */
export function bearer(admit: Admit) {
  return createMiddleware<SignedInEnvironment>(async (context, next) => {
    const [, token] = /^bearer +([!-~]{1,256})$/i.exec(context.req.header('authorization') ?? '') ?? [];
    if (token === undefined) {
      const hint = 'send it as Authorization: Bearer tock_…';
      return refuse(context, failure('unauthenticated', 'a token is needed', hint).problem);
    }
    const admitted = await admit(context.env.incoming, { token });
    if (!admitted.ok) {
      const { problem, retryAfter } = admitted;
      return refuse(context, problem, retryAfter === null ? {} : { headers: { 'retry-after': String(retryAfter) } });
    }
    context.set('who', admitted.value);
    return next();
  });
}
