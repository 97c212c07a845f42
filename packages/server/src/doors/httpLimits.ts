/** What bounds every connection of HTTP: how long anything may take, how much may be asked before it is answered, who is turned away. */
import type { Server as HttpServer, IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { failure } from '@tock/shared';
import type { Logger } from 'pino';
import type { RefusalLog } from '../log.ts';
import type { Instruments } from '../metrics/instruments.ts';
import type { Addresses } from './addresses.ts';
import type { ConnectionLimits } from './connectionLimits.ts';
import { problemDocument } from './problems.ts';

/** How long anything may take, in milliseconds. */
export interface Patience {
  /** Until a connection sent the headers of a request, signed in as a socket, or shook hands for TLS. */
  begin: number;
  /** Until a request is there as a whole. */
  request: number;
  /** For how long nothing of an answer may be taken by its reader. */
  answer: number;
}

/** Beginning takes less than ten seconds, together with how often that is looked at. */
export const usualPatience: Patience = { begin: 9_000, request: 10_000, answer: 30_000 };

/** How many requests of one connection may be without an answer. */
const MOST_UNANSWERED = 64;

/** What Node's server is made with. */
export function serverOptions({ begin, request }: Patience) {
  return {
    headersTimeout: begin,
    requestTimeout: request,
    handshakeTimeout: begin,
    connectionsCheckingInterval: 1_000,
    maxHeaderSize: 16 * 1024,
    // Who names no host is refused like everybody: with a problem document.
    requireHostHeader: false,
    // Nobody has to take what an Upgrade offers (RFC 9110, 7.8): Java's client offers h2c with each request, and wants its answer.
    shouldUpgradeCallback: ({ headers, url = '' }: IncomingMessage) =>
      headers.upgrade?.toLowerCase() === 'websocket' && url.startsWith('/socket.io/'),
  };
}

export interface HttpLimitsDependencies {
  addresses: Addresses;
  connections: ConnectionLimits;
  patience: Patience;
  instruments: Instruments;
  refusals: RefusalLog;
  log: Logger;
}

/** Bounds the connections of a server. */
export function limitConnections(http: HttpServer, dependencies: HttpLimitsDependencies): void {
  const { addresses, connections, patience, instruments, refusals, log } = dependencies;
  http.on('connection', (socket: Socket) => {
    const origin = addresses.ofConnection(socket.remoteAddress);
    const taken = connections.take(origin, addresses.isProxy(socket.remoteAddress));
    if (typeof taken === 'function') {
      socket.once('close', taken);
      return;
    }
    instruments.count('turnedAway', taken);
    refusals.write({ reason: taken, address: origin.key }, 'a connection was refused');
    // Not a word: who has so many would make as many words of it.
    socket.destroy();
  });
  // Nothing came or went for so long: of an answer that is not taken, or of a request that is not there.
  http.setTimeout(patience.answer, (socket: Socket) => {
    if (socket.writableLength > 0) {
      instruments.count('readersCut');
      log.warn({ bytes: socket.writableLength }, 'a reader of HTTP does not read: cut');
    }
    socket.destroy();
  });
}

/** Answers for a door, but not more at once than a connection, and behind a proxy an address, may ask. */
export function limitRequestsAtOnce(
  answer: RequestListener,
  { addresses, connections, instruments }: Pick<HttpLimitsDependencies, 'addresses' | 'connections' | 'instruments'>,
): RequestListener {
  const unanswered = new WeakMap<Socket, number>();
  return (request, response) => {
    const { socket } = request;
    const count = unanswered.get(socket) ?? 0;
    const letGo = addresses.isProxy(socket.remoteAddress) ? connections.takeOf(addresses.of(request)) : () => undefined;
    if (count >= MOST_UNANSWERED || letGo === null) {
      letGo?.();
      instruments.count('responses', '4xx');
      refuse(request, response);
      return;
    }
    unanswered.set(socket, count + 1);
    response.once('close', () => {
      letGo();
      unanswered.set(socket, (unanswered.get(socket) ?? 1) - 1);
    });
    answer(request, response);
  };
}

function refuse(request: IncomingMessage, response: ServerResponse): void {
  const { problem } = failure('rate_limited', 'too much is asked at once: nothing was stored', 'wait for answers');
  const document = problemDocument(problem, null);
  const headers = { 'content-type': 'application/problem+json', 'retry-after': '1', connection: 'close' };
  response.writeHead(document.status, headers);
  response.end(`${JSON.stringify(document)}\n`);
  request.resume();
}
