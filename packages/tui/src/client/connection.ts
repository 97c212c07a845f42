/** One attempt to connect, and the session it becomes: the only file that knows Socket.IO. */
import { PROTOCOL } from '@tock/shared';
import './withoutWebSocket.ts';
import { io, NodeWebSocket } from 'socket.io-client';
import { incompatible, notTock, unreachable } from './problems.ts';
import { members } from './reader.ts';
import { refusalOf } from './refusals.ts';
import type { Dial, Endpoint, Refusal, Session, SessionEvents } from './session.ts';
import { readWelcome } from './wire.ts';

export interface DialOptions {
  /** Name and version of this client, for the server's log. */
  client: string;
  /** An attempt that was not welcomed after this many milliseconds has failed. */
  welcomeWithinMs: number;
  /** A live connection on which nothing came for this many milliseconds is asked whether it is still there … */
  quietMs: number;
  /** … and is dropped when nothing comes for this many more. */
  probeMs: number;
}

/** What is said of the reasons that Socket.IO gives. */
const REASONS: Readonly<Record<string, string>> = {
  'io server disconnect': 'the server closed the connection',
  'ping timeout': 'the server fell silent',
};
const FACTS = ['list:paged', 'committed', 'heartbeat', 'presence', 'lists:changed'] as const;
/** How long a polite goodbye may take. */
const GOODBYE_MS = 500;
/** The longest pause before coming back that a server may ask for. */
const LONGEST_RETRY_MS = 60_000;

/** A dial with these options; the defaults notice a black hole within ten seconds. */
export function dialWith(options: Partial<DialOptions> & Pick<DialOptions, 'client'>): Dial {
  const { client, welcomeWithinMs = 5_000, quietMs = 5_000, probeMs = 4_000 } = options;
  return (endpoint, events) => {
    try {
      return dial(endpoint, events, { client, welcomeWithinMs, quietMs, probeMs });
    } catch (error) {
      events.refused(refusalOf(error, endpoint.place));
      return () => {};
    }
  };
}

/** A socket that never reconnects, never retries and never falls back to polling: all of that is ours. */
function openSocket(endpoint: Endpoint, client: string) {
  let raw: { terminate(): void } | undefined;
  // Closing politely waits for the other side; only the socket beneath can be cut when there is none.
  class Transport extends NodeWebSocket {
    override createSocket(...options: Parameters<NodeWebSocket['createSocket']>): { terminate(): void } | undefined {
      raw = super.createSocket(...options);
      return raw;
    }
  }
  const { origin, pathname } = new URL(endpoint.url);
  const socket = io(origin, {
    path: `${pathname.replace(/\/+$/, '')}/socket.io/`,
    transports: [Transport],
    autoConnect: false,
    forceNew: true,
    reconnection: false,
    retries: 0,
    auth: (send) => send({ token: endpoint.token(), protocol: PROTOCOL, client }),
  });
  const cut = () => {
    socket.disconnect();
    raw?.terminate();
  };
  const close = () => {
    socket.disconnect();
    setTimeout(() => raw?.terminate(), GOODBYE_MS).unref();
  };
  return { socket, cut, close };
}

function dial(endpoint: Endpoint, events: SessionEvents, options: DialOptions): () => void {
  const { socket, cut, close } = openSocket(endpoint, options.client);
  let phase: 'dialling' | 'live' | 'over' = 'dialling';
  let heardAt = Date.now();
  let retryMs = 0;
  let timer = setTimeout(() => refuse(failed('it does not answer')), options.welcomeWithinMs);

  const failed = (detail: string): Refusal => ({ problem: unreachable(endpoint.place, detail), final: false });
  const end = () => {
    phase = 'over';
    clearTimeout(timer);
  };
  const refuse = (refusal: Refusal) => {
    if (phase !== 'dialling') return;
    end();
    cut();
    events.refused(refusal);
  };
  const lose = (reason: string) => {
    if (phase !== 'live') return;
    end();
    // Told first: whoever then hears that an answer is lost must not be handed this session again.
    events.lost(reason, retryMs);
    cut();
  };

  const ask: Session['ask'] = (name, request, withinMs, settle) => {
    // Anything sent on a socket that is not connected would wait in Socket.IO's buffer.
    if (phase !== 'live' || !socket.connected) return settle({ kind: 'not_sent' });
    // Not `performance`, which Node loads with seven modules more when it is first used.
    const sentAt = process.hrtime.bigint();
    socket.timeout(Math.max(1, Math.ceil(withinMs))).emit(name, request, (error: Error | null, value: unknown) => {
      if (error !== null) return settle({ kind: phase === 'live' && socket.connected ? 'silent' : 'lost' });
      events.latency(Number(process.hrtime.bigint() - sentAt) / 1e6);
      settle({ kind: 'answered', value });
    });
  };
  const watch = () => {
    const rest = heardAt + options.quietMs - Date.now();
    timer = rest > 0 ? setTimeout(watch, rest) : setTimeout(probe, 0);
  };
  // Whatever arrives meanwhile proves the connection; the answer itself need not be looked at.
  const probe = () => {
    const askedAt = Date.now();
    ask('lists:read', {}, options.probeMs, () => {
      if (phase !== 'live') return;
      if (heardAt < askedAt) lose('the server fell silent');
      else watch();
    });
  };
  const welcome = (fact: unknown) => {
    if (phase !== 'dialling') return;
    const read = readWelcome(fact);
    if (read === null) return refuse({ problem: notTock(endpoint.place, 'its welcome cannot be read'), final: true });
    if (read.protocol !== PROTOCOL) return refuse({ problem: incompatible(endpoint.place, read), final: true });
    phase = 'live';
    clearTimeout(timer);
    watch();
    events.welcomed({ welcome: read, place: endpoint.place, heardAt: () => heardAt, ask, drop: lose });
  };

  socket.on('connect', () => {
    socket.io.engine.on('packet', () => {
      heardAt = Date.now();
    });
  });
  socket.on('connect_error', (error: unknown) => refuse(refusalOf(error, endpoint.place)));
  socket.on('disconnect', (reason: string) => {
    refuse(failed('the connection was cut'));
    lose(REASONS[reason] ?? 'the connection was cut');
  });
  socket.on('welcomed', welcome);
  socket.on('draining', (notice: unknown) => {
    const { retryMs: asked } = members(notice);
    if (typeof asked === 'number' && asked >= 0) retryMs = Math.min(asked, LONGEST_RETRY_MS);
  });
  for (const name of FACTS) {
    socket.on(name, (payload: unknown) => {
      if (phase === 'live') events.fact(name, payload);
    });
  }
  socket.connect();
  return () => {
    if (phase === 'over') return;
    end();
    close();
  };
}
