/** What the tests of the doors share: a listening server, clients of it, and raw connections that keep no rules. */
import { join } from 'node:path';
import { PROTOCOL } from '@tock/shared';
import { io, type Socket } from 'socket.io-client';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { type Bounds, usualBounds } from '../../src/doors/bounds.ts';
import type { Patience } from '../../src/doors/httpLimits.ts';
import type { Journal } from '../../src/journal/journal.ts';
import { openStore } from '../../src/journal/store.ts';
import { createLog } from '../../src/log.ts';
import { Recorder } from '../../src/metrics/recorder.ts';
import { createServer, type ServerDependencies, type TockServerHandle } from '../../src/server.ts';
import type { HistoryKept } from '../../src/snapshotWriter.ts';
import type { TlsPair } from '../../src/tlsFiles.ts';
import { usualWaits } from '../../src/webhooks/waits.ts';
import { temporaryFolder } from '../journal/fixtures.ts';

/** How a server is set up, where it is not as usual. */
interface Options {
  bounds?: Partial<Bounds>;
  patience?: Patience;
  tls?: TlsPair | null;
  webhooks?: Partial<ServerDependencies['webhooks']>;
  /** Where its files lie. */
  folder?: string;
}

/** A server that listens on a free port, and what it logged. */
export interface ListeningServer {
  server: TockServerHandle;
  url: string;
  token: string;
  faults: unknown[];
  /** Lines of the log, JSON. */
  log: string[];
  /** What it counted. */
  recorder: Recorder;
}

/** Starts a server over a journal in memory; it is closed after the test. */
export async function startServer(
  journal?: Journal,
  history: HistoryKept | null = null,
  { bounds = {}, patience, tls = null, webhooks = {}, folder = temporaryFolder() }: Options = {},
): Promise<ListeningServer> {
  const faults: unknown[] = [];
  const log: string[] = [];
  const recorder = new Recorder();
  const server = await createServer({
    journal: journal ?? (await openStore('memory:')),
    store: 'memory:',
    version: '0.0.0+test',
    credentialsFile: join(folder, 'credentials.json'),
    hostNames: [],
    tls,
    log: createLog('debug', { write: (line: string) => log.push(line) }),
    recorder,
    now: () => new Date().toISOString(),
    history,
    // Tests fail to sign in as often as they like, unless it is what they are about.
    bounds: { ...usualBounds, failedSignIns: 0, ...bounds },
    // Whatever is logged is there to be looked at.
    refusalsASecond: Number.POSITIVE_INFINITY,
    ...(patience === undefined ? {} : { patience }),
    webhooks: { keyFile: join(folder, 'webhooks.key'), privateTargets: true, waits: usualWaits, ...webhooks },
    fault: (error) => faults.push(error),
  });
  onTestFinished(() => server.close());
  const url = await server.listen('127.0.0.1', 0);
  return { server, url, token: server.credentials.token, faults, log, recorder };
}

/** A socket that is connecting and never tries twice. */
export function dial({ url, token }: Pick<ListeningServer, 'url' | 'token'>, auth: object = {}): Socket {
  const socket = io(url, {
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    auth: { token, protocol: PROTOCOL, client: 'test', ...auth },
  });
  onTestFinished(() => {
    socket.close();
  });
  return socket;
}

/** A signed-in socket. */
export async function connect(server: ListeningServer): Promise<Socket> {
  const socket = dial(server);
  await happened(socket, 'welcomed');
  return socket;
}

/** The arguments of the next event of this name. */
export function happened(socket: Socket, event: string): Promise<unknown[]> {
  return new Promise((resolve) => socket.once(event, (...sent: unknown[]) => resolve(sent)));
}

/** Asks, and answers with what the server says. */
export function ask(socket: Socket, event: string, ...sent: unknown[]): Promise<unknown> {
  return socket.timeout(15_000).emitWithAck(event, ...sent);
}

/** Adds a todo to the inbox. */
export function add(socket: Socket, op: string, todo: object = {}): Promise<unknown> {
  return ask(socket, 'todo:add', { op, list: 'inbox', todos: [{ title: op, ...todo }] });
}

/** A WebSocket that speaks for itself: frames in, frames out. */
export interface RawSocket {
  socket: WebSocket;
  frames: string[];
  closed: Promise<void>;
  /** Resolves with the first frame, since the connection, that begins so. */
  frame(prefix: string): Promise<string>;
}

export function rawSocket({ url }: Pick<ListeningServer, 'url'>, headers: Record<string, string> = {}): RawSocket {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`, { headers });
  const frames: string[] = [];
  const closed = Promise.withResolvers<void>();
  socket.on('message', (data) => frames.push(String(data)));
  socket.once('close', () => closed.resolve());
  // A refused connection is closed, too, and that is what the tests look at.
  socket.on('error', () => closed.resolve());
  onTestFinished(() => socket.terminate());
  return {
    socket,
    frames,
    closed: closed.promise,
    frame: (prefix) =>
      new Promise((resolve) => {
        const look = () => {
          const found = frames.find((frame) => frame.startsWith(prefix));
          if (found === undefined) return;
          socket.off('message', look);
          resolve(found);
        };
        socket.on('message', look);
        look();
      }),
  };
}

/** A raw socket that has signed in. */
export async function rawSignedIn(server: ListeningServer): Promise<RawSocket> {
  const raw = rawSocket(server);
  await raw.frame('0');
  raw.socket.send(`40${JSON.stringify({ token: server.token, protocol: PROTOCOL })}`);
  await raw.frame('42["welcomed"');
  return raw;
}
