/** One visit of somebody hostile: through the door of TCP, of WebSockets, of REST, or signed in; and what was wrong with how it went. */
import { codes } from '@tock/shared';
import type { Chance } from '../chance.ts';
import type { Findings } from '../faults/findings.ts';
import { HostileConnection } from './connection.ts';
import { hostileHttp } from './http.ts';
import { bearable, unbearable } from './packets.ts';
import { hostileRequest, type Prey } from './payloads.ts';
import { responsesIn, wrongWithResponse } from './responses.ts';
import { hostileRest, type RestRoute } from './rest.ts';
import { hostileValue, INHERITED } from './values.ts';
import { upgradeHead } from './wire.ts';

export interface Target {
  readonly port: number;
  readonly token: string;
  readonly prey: Prey;
  /** What the server says that REST answers. */
  readonly routes: readonly RestRoute[];
}

/** At most so many frames in a visit: connections come and go all the time. */
const FRAMES_AT_MOST = 120;

/** Requests by names that are no request of the contract. */
const NO_REQUESTS = ['"todo:explode"', '""', '0', '1e400', '"committed"', '"error"', `"${'x'.repeat(5_000)}"`].concat(
  INHERITED.map((name) => JSON.stringify(name)),
);

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '' && !/[\p{Cc}\p{Cs}]/u.test(value);
}

/** What is wrong with the answer to a request, or null. */
function wrongWith(outcome: unknown, token: string): string | null {
  const text = JSON.stringify(outcome) ?? 'nothing';
  if (text.includes(token)) return 'an answer has the token';
  const { ok, value, problem } = (outcome ?? {}) as {
    ok?: unknown;
    value?: unknown;
    problem?: Record<string, unknown>;
  };
  if (ok === true) return value === undefined ? `no value: ${text}` : null;
  if (ok !== false || problem === undefined) return `no outcome: ${text.slice(0, 300)}`;
  const { code, message, hint } = problem;
  if (code === 'internal' || !codes.some((known) => known === code)) return `a code that must not be: ${text}`;
  return isText(message) && (hint === undefined || isText(hint)) ? null : `no words for people: ${text}`;
}

/** Sends frames, some at a time, in as many pieces as chance will have. */
function send(connection: HostileConnection, chance: Chance, frames: readonly Buffer[]): void {
  const bytes = Buffer.concat(frames);
  const cut = chance.happens(0.05) ? chance.whole(0, bytes.length) : bytes.length;
  connection.write(bytes.subarray(0, cut));
  if (cut < bytes.length) setImmediate(() => connection.write(bytes.subarray(cut)));
}

function leave(connection: HostileConnection, chance: Chance): void {
  if (chance.happens(0.3)) connection.close(1_000);
  connection.destroy(chance.happens(0.5));
}

async function visitHttp({ port }: Target, chance: Chance, findings: Findings): Promise<number> {
  const connection = new HostileConnection(port);
  const { bytes, whole } = hostileHttp(chance);
  connection.write(bytes);
  if (whole) await connection.until('an answer', () => connection.statuses.length > 0);
  if (chance.happens(0.5)) {
    connection.finish();
    await connection.until('the end', () => false);
  }
  connection.destroy(chance.happens(0.5));
  findings.count('http requests');
  return 1;
}

/** At most so many requests on one connection, all at once. */
const REQUESTS_AT_MOST = 12;

async function visitRest({ port, token, prey, routes }: Target, chance: Chance, findings: Findings): Promise<number> {
  const connection = new HostileConnection(port);
  const requests = [];
  // Whatever comes behind a stream, or behind half a request, is not answered.
  do requests.push(hostileRest(chance, routes, prey, token));
  while (
    requests.length < REQUESTS_AT_MOST &&
    requests.at(-1)?.whole &&
    !requests.at(-1)?.endless &&
    chance.happens(0.7)
  );
  send(
    connection,
    chance,
    requests.map(({ bytes }) => bytes),
  );
  const methods = requests.map(({ method }) => method);
  const due = requests.filter(({ whole }) => whole).length;
  findings.count('requests to REST', requests.length);
  if (chance.happens(0.9))
    await connection.until('answers', () => responsesIn(connection.heard, methods).length >= due);
  else findings.count('visits to REST that did not wait');
  if (connection.heard.includes(token)) findings.violated('an answer has the token');
  for (const response of responsesIn(connection.heard, methods)) {
    const wrong = wrongWithResponse(response);
    if (wrong !== null) findings.violated(wrong);
    findings.count(`REST ${response.status}`);
  }
  connection.destroy(chance.happens(0.5));
  return requests.length;
}

/** The first frames come with the request for the WebSocket, in one piece with it. */
async function visitAtOnce({ port }: Target, chance: Chance, findings: Findings): Promise<number> {
  const connection = new HostileConnection(port);
  const frames = unbearable(chance, false);
  connection.write(Buffer.concat([Buffer.from(upgradeHead()), ...frames]));
  // What arrives before the server has greeted is lost or ends the connection; either is an answer.
  if (chance.happens(0.7)) await connection.until('the greeting', () => connection.texts.length > 0);
  connection.destroy(true);
  findings.count('frames with the upgrade', frames.length);
  return frames.length + 1;
}

/** Requests that ask for answers, and what else comes on their way. */
function requests(connection: HostileConnection, { prey }: Target, chance: Chance, count: number): Buffer[] {
  return Array.from({ length: count }, () => {
    if (chance.happens(0.8)) {
      const { event, payload } = hostileRequest(chance, prey);
      return [connection.request(JSON.stringify(event), payload)];
    }
    if (chance.happens(0.7)) return bearable(chance, true);
    return [connection.request(chance.one(NO_REQUESTS), hostileValue(chance))];
  }).flat();
}

async function visitSocket(target: Target, chance: Chance, findings: Findings): Promise<number> {
  const connection = new HostileConnection(target.port);
  const signedIn = chance.happens(0.8);
  if (!(await connection.upgrade())) throw new Error('the server wants no WebSocket');
  if (signedIn && !(await connection.signIn(target.token))) throw new Error('the server wants no sign-in');
  const count = chance.whole(1, FRAMES_AT_MOST);
  const frames = signedIn
    ? requests(connection, target, chance, count)
    : Array.from({ length: Math.ceil(count / 8) }, () => bearable(chance, false)).flat();
  send(connection, chance, frames);
  findings.count(signedIn ? 'frames signed in' : 'frames before sign-in', frames.length);
  // Sometimes it is gone before any of it is answered.
  if (chance.happens(0.1)) {
    leave(connection, chance);
    return frames.length + 1;
  }
  await connection.answered();
  for (const answer of connection.answers.values()) {
    const wrong = wrongWith(answer, target.token);
    if (wrong !== null) findings.violated(wrong);
  }
  findings.count('answers', connection.answers.size);
  if (connection.ended) findings.count('connections that ended early');
  if (chance.happens(0.4)) {
    leave(connection, chance);
    return frames.length + 1;
  }
  const last = unbearable(chance, signedIn);
  send(connection, chance, last);
  findings.count('frames that end a connection', last.length);
  await connection.until('the end', () => false);
  connection.destroy(true);
  return frames.length + last.length + 1;
}

/** Goes there once; answers with how many frames it threw. */
export async function visit(target: Target, chance: Chance, findings: Findings): Promise<number> {
  const go = chance.one([visitSocket, visitHttp, visitAtOnce, visitRest], (each) =>
    each === visitSocket ? 8 : each === visitRest ? 24 : 1,
  );
  findings.count('connections');
  return go(target, chance, findings);
}
