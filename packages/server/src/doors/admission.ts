/** Signing in, by whichever door: who bears a token, and who failed so often that it has to wait (R12). */
import type { IncomingMessage } from 'node:http';
import { type DirectoryState, failure, type Problem } from '@tock/shared';
import type { Caller } from '../identity/permissions.ts';
import type { RefusalLog } from '../log.ts';
import type { Instruments } from '../metrics/instruments.ts';
import type { Addresses } from './addresses.ts';
import { signIn } from './signIn.ts';
import type { SignInLimit } from './signInLimit.ts';

/** Somebody, or why not, and how long to wait before another try, in seconds. */
type Admitted = { ok: true; value: Caller } | { ok: false; problem: Problem; retryAfter: number | null };

/** Judges what a request brings to sign in with; `auth` is hostile until parsed. */
export type Admit = (request: Pick<IncomingMessage, 'headers' | 'socket'>, auth: unknown) => Promise<Admitted>;

export interface AdmissionDependencies {
  directory(): DirectoryState;
  addresses: Addresses;
  limit: SignInLimit;
  instruments: Instruments;
  refusals: RefusalLog;
}

export function createAdmission(dependencies: AdmissionDependencies): Admit {
  const { directory, addresses, limit, instruments, refusals } = dependencies;
  const refuse = (address: string, problem: Problem, retryAfter: number | null): Admitted => {
    const { code } = problem;
    instruments.count('turnedAway', code === 'incompatible' || code === 'rate_limited' ? code : 'unauthenticated');
    refusals.write({ code, address }, 'a sign-in was refused');
    return { ok: false, problem, retryAfter };
  };
  return async (request, auth) => {
    const origin = addresses.of(request);
    const wait = await limit.waitOf(origin);
    const signedIn = signIn(auth, directory());
    if (signedIn.ok) {
      const { device } = signedIn.value;
      if (wait > 0 && !limit.isKnown(origin, device)) return refuse(origin.key, tooManyFailures(wait), wait);
      limit.succeeded(origin, device);
      return signedIn;
    }
    // Whoever speaks another version guesses nothing.
    const isGuess = signedIn.problem.code === 'unauthenticated' && wait === 0;
    const waits = isGuess ? await limit.failed(origin) : wait;
    return waits > 0 ? refuse(origin.key, tooManyFailures(waits), waits) : refuse(origin.key, signedIn.problem, null);
  };
}

function tooManyFailures(seconds: number): Problem {
  return failure(
    'rate_limited',
    'too many sign-ins from this address failed',
    `try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}, with a token that the server knows`,
  ).problem;
}
