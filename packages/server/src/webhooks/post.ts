/** One request to the target of a webhook, and what became of it. Whatever the other side does, it ends, and holds little. */
import { request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';
import type { LookupFunction } from 'node:net';
import { TargetRefused, type TargetRules, targetProblem } from './target.ts';
import { readRetryAfter, type Waits } from './waits.ts';

/** What became of it. `message` is in our own words: nothing that a target sends gets into a log or onto a terminal. */
export type Posted =
  | { kind: 'accepted' }
  /** The target says that it will never take anything again. */
  | { kind: 'gone'; message: string }
  /** It may go better later; not before `retryAfter` milliseconds, if the target says so. */
  | { kind: 'failed'; message: string; retryAfter: number | null };

export interface Post {
  url: string;
  headers: Readonly<Record<string, string>>;
  body: string;
  /** Ends it at once. */
  signal: AbortSignal;
}

export interface PostOptions {
  rules: TargetRules;
  lookup: LookupFunction;
  waits: Pick<Waits, 'answer'>;
  now(): number;
}

/** How much of an answer is read, in bytes, and for how long, in milliseconds: a target that still speaks is heard out, but not for ever. */
const MOST_READ = 16 * 1024;
const READING = 1_000;

const seconds = (milliseconds: number) => `${Math.round(milliseconds / 100) / 10} s`;
const failed = (message: string, retryAfter: number | null = null): Posted => ({ kind: 'failed', message, retryAfter });

const errorWords: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the target refuses connections',
  ECONNRESET: 'the target cut the connection',
  EPIPE: 'the target cut the connection',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the host could not be looked up',
  EHOSTUNREACH: 'there is no way to the target',
  ENETUNREACH: 'there is no way to the target',
};

/** An error of the network in our words; its own are behind its code. */
function wordsOf(error: NodeJS.ErrnoException): string {
  if (error instanceof TargetRefused) return `nothing is sent there: ${error.message}`;
  const { code } = error;
  if (code === undefined || !/^[A-Z0-9_]{1,60}$/.test(code)) return 'the connection failed';
  return errorWords[code] ?? `the connection failed (${code})`;
}

/** What an answer means. A redirect is not followed: it would lead where nobody judged. */
function meaning(status: number, retryAfter: string | undefined, now: number): Posted {
  if (status >= 200 && status < 300) return { kind: 'accepted' };
  if (status === 410) return { kind: 'gone', message: 'the target answered 410: it is gone for good' };
  const redirect = status >= 300 && status < 400 ? ': redirects are not followed' : '';
  return failed(`the target answered ${status}${redirect}`, readRetryAfter(retryAfter, now));
}

export function post(
  { url, headers, body, signal }: Post,
  { rules, lookup, waits, now }: PostOptions,
): Promise<Posted> {
  const problem = targetProblem(url, rules);
  if (problem !== null) return Promise.resolve(failed(`nothing is sent there: ${problem}`));
  const target = new URL(url);
  const secure = target.protocol === 'https:';
  const send = secure ? requestSecure : requestPlain;
  return new Promise((resolve) => {
    let answer: Posted | null = null;
    const request = send(target, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      // A connection for each: nothing is kept open that the other side may have closed.
      agent: false,
      lookup,
      signal,
      rejectUnauthorized: true,
    });
    const finish = (outcome: Posted) => {
      clearTimeout(connecting);
      clearTimeout(deadline);
      resolve(answer ?? outcome);
      request.destroy();
    };
    const connectWithin = waits.answer / 3;
    const connecting = setTimeout(() => finish(failed(`no connection in ${seconds(connectWithin)}`)), connectWithin);
    let deadline = setTimeout(() => finish(failed(`no answer in ${seconds(waits.answer)}`)), waits.answer);
    request.on('socket', (socket) => socket.once(secure ? 'secureConnect' : 'connect', () => clearTimeout(connecting)));
    request.on('error', (error) => finish(failed(wordsOf(error))));
    request.on('close', () => finish(failed('the target closed the connection without an answer')));
    request.on('response', (response) => {
      const heard = meaning(response.statusCode ?? 0, response.headers['retry-after'], now());
      answer = heard;
      clearTimeout(deadline);
      deadline = setTimeout(finish, READING, heard);
      let read = 0;
      response.on('data', (chunk: Buffer) => {
        read += chunk.length;
        if (read > MOST_READ) finish(heard);
      });
      response.on('end', () => finish(heard));
      response.on('error', () => finish(heard));
    });
    request.end(body);
  });
}
