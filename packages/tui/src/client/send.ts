/** Sends one request to its end: tries again with the same op until the deadline, and never claims more than it knows. */
import {
  type AnswerTo,
  type Code,
  failure,
  limits,
  type Outcome,
  type Problem,
  type Receipt,
  type RequestOf,
  type WriteName,
} from '@tock/shared';
import type { ReadName } from './client.ts';
import { LATE, type Link } from './link.ts';
import type { Answer, Session } from './session.ts';
import { answerReaders, readOutcome, readReceipt } from './wire.ts';

/** Longest wait for one answer before the connection is given up, in milliseconds. */
const LONGEST_SILENCE_MS = 5_000;
/** Below this the rest of the time is one try, in milliseconds. */
const SHORTEST_TRY_MS = 250;
/** The pause before asking again a server that is shutting down, in milliseconds. */
const SHUTTING_DOWN_MS = 100;

/**
 * Answers that say nothing about an earlier try without an answer. That one may be stored; or it may still lie in the line
 * or in the server's hands, and be judged later, when what it is refused for now is no longer so.
 */
const UNDECIDED: readonly Code[] = [
  'refused',
  'conflict',
  'unreachable',
  'shutting_down',
  'rate_limited',
  'storage_full',
  'unauthenticated',
  'forbidden',
  'not_found',
  'incompatible',
  'internal',
];

/** How long to wait for the answer to one try, so that time for another is left. */
function silenceAllowed(remainingMs: number): number {
  return remainingMs / 2 < SHORTEST_TRY_MS ? remainingMs : Math.min(remainingMs / 2, LONGEST_SILENCE_MS);
}

function ask(session: Session, name: WriteName | ReadName, request: unknown, withinMs: number): Promise<Answer> {
  return new Promise((settle) => session.ask(name, request, withinMs, settle));
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Why a write cannot be sent at all, or null. Nothing that is too large is ever put on the wire. */
function sizeProblem<N extends WriteName>(request: RequestOf<N>): Problem | null {
  const changes = 'todos' in request ? request.todos.length : 1;
  if (changes > limits.batchChanges) {
    return tooLarge(`${changes} todos at once are more than the limit of ${limits.batchChanges}`);
  }
  const bytes = Buffer.byteLength(JSON.stringify(request));
  return bytes > limits.batchBytes
    ? tooLarge(`${bytes} bytes at once are more than the limit of ${limits.batchBytes}`)
    : null;
}

function tooLarge(message: string): Problem {
  return { code: 'too_large', message, hint: 'send it in parts' };
}

function outcomeUnknown(because: Problem): Outcome<never> {
  return failure(
    'unknown',
    `sent, but not confirmed: ${because.message}`,
    'run it again with the same op: that is safe',
  );
}

/** Tries until something is answered that is not "shutting down", or until the deadline. */
async function tryUntil<T>(
  link: Link,
  name: WriteName | ReadName,
  request: unknown,
  timeoutMs: number,
  read: (value: unknown) => Outcome<T>,
): Promise<{ outcome: Outcome<T>; unanswered: boolean }> {
  const deadline = Date.now() + timeoutMs;
  let unanswered = false;
  let turnedAway: Outcome<T> | null = null;
  for (;;) {
    const session = await link.live(deadline, !unanswered);
    if (!session.ok) return { outcome: turnedAway ?? session, unanswered };
    const remaining = deadline - Date.now();
    if (remaining <= 0) return { outcome: turnedAway ?? { ok: false, problem: LATE }, unanswered };
    const answer = await ask(session.value, name, request, silenceAllowed(remaining));
    if (answer.kind === 'answered') {
      const outcome = read(answer.value);
      if (outcome.ok || outcome.problem.code !== 'shutting_down') return { outcome, unanswered };
      turnedAway = outcome;
      await pause(Math.min(SHUTTING_DOWN_MS, remaining));
    } else if (answer.kind === 'silent') {
      unanswered = true;
      session.value.drop('the server fell silent');
    } else if (answer.kind === 'lost') {
      unanswered = true;
    }
  }
}

/** Sends a write; see {@link Connection.write} for what its answers promise. */
export async function sendWrite<N extends WriteName>(
  link: Link,
  name: N,
  request: RequestOf<N>,
  timeoutMs: number,
): Promise<Outcome<Receipt>> {
  const problem = sizeProblem(request);
  if (problem !== null) return { ok: false, problem };
  const read = (value: unknown) => readOutcome(value, readReceipt);
  const { outcome, unanswered } = await tryUntil(link, name, request, timeoutMs, read);
  // An earlier try may have been stored: what a later one was refused for does not take it back.
  if (unanswered && !outcome.ok && UNDECIDED.includes(outcome.problem.code)) return outcomeUnknown(outcome.problem);
  return outcome;
}

/** Asks something that changes nothing, so that asking twice is no matter. */
export async function sendRead<N extends ReadName>(
  link: Link,
  name: N,
  request: RequestOf<N>,
  timeoutMs: number,
): Promise<Outcome<AnswerTo<N>>> {
  const read = (value: unknown) => readOutcome(value, answerReaders[name]);
  const { outcome } = await tryUntil(link, name, request, timeoutMs, read);
  return outcome;
}
