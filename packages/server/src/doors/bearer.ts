/** Who sends a request over HTTP: the device whose token it bears, as the directory knows it now (R12). */
import { type DirectoryState, failure } from '@tock/shared';
import { createMiddleware } from 'hono/factory';
import type { Caller } from '../identity/permissions.ts';
import { type HttpEnvironment, refuse } from './http.ts';
import { signIn } from './signIn.ts';

/** What routes behind a token are given with each request. */
export interface SignedInEnvironment extends HttpEnvironment {
  Variables: HttpEnvironment['Variables'] & { who: Caller };
}

/** Lets through who bears a token of this server, and refuses everybody else. */
export function bearer(directory: () => DirectoryState) {
  return createMiddleware<SignedInEnvironment>(async (context, next) => {
    const [, token] = /^bearer +([!-~]{1,256})$/i.exec(context.req.header('authorization') ?? '') ?? [];
    const signedIn =
      token === undefined
        ? failure('unauthenticated', 'a token is needed', 'send it as Authorization: Bearer tock_…')
        : signIn({ token }, directory());
    if (!signedIn.ok) return refuse(context, signedIn.problem);
    context.set('who', signedIn.value);
    return next();
  });
}
