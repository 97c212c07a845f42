/** What the tests of REST share: requests as people and strangers send them, a second person, and streams of events. */
import { type Agent, type IncomingMessage, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text as allText } from 'node:stream/consumers';
import { type DirectoryChange, hashToken, randomIdentifier, success } from '@tock/shared';
import { onTestFinished } from 'vitest';
import { Directory } from '../../src/identity/directory.ts';
import { openStore } from '../../src/journal/store.ts';
import { type ListeningServer, startServer } from './fixtures.ts';

type Target = Pick<ListeningServer, 'url' | 'token'>;

/** An answer over HTTP. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  text: string;
  /** What its JSON says, or null where there is none. */
  // biome-ignore lint/suspicious/noExplicitAny: what a test expects is what it checks.
  body: any;
}

export interface Request {
  headers?: Record<string, string>;
  /** JSON, unless it is a text or bytes: these are sent as they are. */
  body?: unknown;
  agent?: Agent;
}

/** Sends one request, on a connection of its own where no agent keeps some, with the token, and reads the whole answer. */
export function call(
  { url, token }: Target,
  method: string,
  path: string,
  { headers = {}, body, agent }: Request = {},
): Promise<Answer> {
  const raw = typeof body === 'string' || Buffer.isBuffer(body);
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const asked = request({
      hostname,
      port,
      method,
      path,
      agent: agent ?? false,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined || raw ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
    });
    asked.once('error', reject);
    asked.once('response', (response) => void answerOf(response).then(resolve, reject));
    asked.end(body === undefined ? undefined : raw ? body : JSON.stringify(body));
  });
}

async function answerOf(response: IncomingMessage): Promise<Answer> {
  const text = await allText(response);
  const headers = Object.fromEntries(
    Object.entries(response.headersDistinct).map(([name, values]) => [name, values?.join(' & ') ?? '']),
  );
  const json = (headers['content-type'] ?? '').includes('json') && text !== '';
  return { status: response.statusCode ?? 0, headers, text, body: json ? JSON.parse(text) : null };
}

/** Adds todos, a line each, and answers with the receipt. */
export async function addLines(server: Target, lines: string, list = 'inbox'): Promise<Answer> {
  return call(server, 'POST', `/v1/lists/${list}/todos`, { headers: { 'content-type': 'text/plain' }, body: lines });
}

/** Faults in the log: there are never any. */
export function faultsOf({ log, faults }: ListeningServer): unknown[] {
  return [...faults, ...log.filter((line) => /"level":[56]0/.test(line))];
}

/** A server with two people: its own is ana, the other is bo, whose token comes with it. */
export async function startForTwo(): Promise<{ ana: ListeningServer; bo: ListeningServer; inboxes: [string, string] }> {
  const journal = await openStore('memory:');
  const directory = await Directory.load({
    journal,
    now: () => new Date().toISOString(),
    identifier: randomIdentifier,
    emit: () => {},
    report: (error) => {
      throw error;
    },
    fault: (error) => {
      throw error;
    },
  });
  const token = `tock_${'b'.repeat(43)}`;
  const inboxes: [string, string] = [randomIdentifier(), randomIdentifier()];
  const changes: DirectoryChange[] = (['ana', 'bo'] as const).flatMap((person, index): DirectoryChange[] => [
    { type: 'person_added', person },
    { type: 'list_created', id: inboxes[index] ?? '', name: 'inbox', owner: person },
  ]);
  const device: DirectoryChange = {
    type: 'device_added',
    id: randomIdentifier(),
    person: 'bo',
    name: 'a phone',
    tokenHash: hashToken(token),
  };
  await directory.submit({
    op: 'two',
    by: 'ana',
    fingerprint: 'two',
    plan: () => success({ changes: [...changes, device] }),
  });
  const ana = await startServer(journal);
  return { ana, bo: { ...ana, token }, inboxes };
}

/** One event, as it came. */
interface StreamEvent {
  id: string | null;
  event: string;
  // biome-ignore lint/suspicious/noExplicitAny: what a test expects is what it checks.
  data: any;
}

/** A stream that is being read, over bytes that the test may look at and stop. */
export interface Stream {
  socket: Socket;
  /** The head of the answer, once it is here. */
  head: Promise<string>;
  events: StreamEvent[];
  /** All that came after the head, chunks taken apart. */
  text(): string;
  /** Resolves with the first event that is looked for; rejects when the connection ends before. */
  event(look: (event: StreamEvent) => boolean): Promise<StreamEvent>;
  closed: Promise<void>;
}

/** Follows a list. `path` has what comes behind `/events`. */
export function follow(
  { url, token }: Target,
  list = 'inbox',
  headers: Record<string, string> = {},
  path = '',
): Stream {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  onTestFinished(() => {
    socket.destroy();
  });
  const fields = { host: '127.0.0.1', authorization: `Bearer ${token}`, ...headers };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`GET /v1/lists/${list}/events${path} HTTP/1.1\r\n${lines.join('')}\r\n`);
  return readStream(socket);
}

/** Reads what a connection answers as a stream of events. */
export function readStream(socket: Socket): Stream {
  const head = Promise.withResolvers<string>();
  const closed = Promise.withResolvers<void>();
  const events: StreamEvent[] = [];
  const waiting = new Set<() => void>();
  let unread = '';
  let body: string | null = null;
  let text = '';
  const take = (bytes: string) => {
    unread += bytes;
    if (body === null) {
      const end = unread.indexOf('\r\n\r\n');
      if (end < 0) return;
      head.resolve(unread.slice(0, end));
      body = '';
      unread = unread.slice(end + 4);
    }
    for (let at = unread.indexOf('\r\n'); at >= 0; at = unread.indexOf('\r\n')) {
      const size = Number.parseInt(unread.slice(0, at), 16);
      const whole = at + 2 + size + 2;
      if (!(size > 0) || unread.length < whole) break;
      const chunk = unread.slice(at + 2, at + 2 + size);
      text += chunk;
      body += chunk;
      unread = unread.slice(whole);
    }
    for (let at = body.indexOf('\n\n'); at >= 0; at = body.indexOf('\n\n')) {
      const event = eventOf(body.slice(0, at));
      if (event !== null) events.push(event);
      body = body.slice(at + 2);
    }
    for (const look of waiting) look();
  };
  // Chunks are counted in bytes; what is not ASCII is put together again for each event.
  socket.setEncoding('latin1');
  socket.on('data', (bytes) => take(String(bytes)));
  socket.on('error', () => undefined);
  socket.once('close', () => {
    closed.resolve();
    head.resolve('');
    for (const look of waiting) look();
  });
  return {
    socket,
    head: head.promise,
    events,
    text: () => text,
    closed: closed.promise,
    event: (wanted) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = events.find(wanted);
          if (found === undefined && !socket.destroyed) return;
          waiting.delete(look);
          if (found === undefined) reject(new Error(`the stream ended after ${events.length} events`));
          else resolve(found);
        };
        waiting.add(look);
        look();
      }),
  };
}

function eventOf(block: string): StreamEvent | null {
  const fields = new Map(
    block.split('\n').map((line) => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)]),
  );
  const event = fields.get('event');
  if (event === undefined) return null;
  const data: unknown = JSON.parse(Buffer.from(fields.get('data') ?? 'null', 'latin1').toString());
  return { id: fields.get('id') ?? null, event, data };
}

/** The revisions of the commits that a stream told, in order. */
export function revisionsOf({ events }: Pick<Stream, 'events'>): number[] {
  return events.flatMap(({ event, data }) => (event === 'committed' ? [data.rev] : []));
}

/** From one to `last`. */
export function upTo(last: number, first = 1): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}

/** Resolves as soon as `look` says so. */
export async function eventually(look: () => boolean, withinMs = 10_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!look()) {
    if (Date.now() > deadline) throw new Error(`in vain: ${look}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Sends bytes as they are and reads what comes until the connection ends, or until `enough` of it is here. */
export async function exchange(
  { url }: Pick<Target, 'url'>,
  bytes: string | Buffer,
  { enough = () => false, finish = false }: { enough?: (text: string) => boolean; finish?: boolean } = {},
): Promise<{ text: string; ended: boolean }> {
  const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1', allowHalfOpen: true });
  onTestFinished(() => {
    socket.destroy();
  });
  let text = '';
  return new Promise((resolve) => {
    const done = (ended: boolean) => {
      socket.destroy();
      resolve({ text, ended });
    };
    socket.on('data', (data) => {
      text += data.toString('latin1');
      if (enough(text)) done(false);
    });
    socket.on('end', () => done(true));
    socket.on('close', () => done(true));
    socket.on('error', () => done(true));
    socket.write(bytes);
    if (finish) socket.end();
  });
}
