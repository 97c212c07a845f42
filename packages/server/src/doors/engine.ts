/** What is refused below Socket.IO: requests that would take a connection over, readers that only ping, and who does not leave. */
import type { IncomingMessage } from 'node:http';
import type { TockServer, TockSocket } from '../connections.ts';

type Connection = TockSocket['conn'];

/** The most bytes that may wait for a connection that pings. */
const MOST_PONGS = 64 * 1024;

/** Whether a request names a connection of Engine.IO, however it spells that. */
function namesConnection({ url }: IncomingMessage): boolean {
  return URL.parse(url ?? '', 'http://localhost')?.searchParams.has('sid') ?? true;
}

/**
 * Cuts a connection that sends WebSocket pings and does not read: each is answered by itself, past every count of ours, and
 * the answers would wait in memory.
 */
function cutWhoOnlyPings({ request, transport }: Connection): void {
  const { socket } = request;
  // The WebSocket of the transport, which Engine.IO does not type.
  const { socket: webSocket } = transport as unknown as { socket: NodeJS.EventEmitter };
  webSocket.on('ping', () => {
    if (socket.writableLength > MOST_PONGS) socket.destroy();
  });
}

/** How long a connection may take to answer a goodbye, in milliseconds: a WebSocket by itself waits half a minute. */
const GOODBYE = 1_000;

/** Cuts a connection that was told goodbye, because it did not sign in or for any other reason, and does not answer. */
function cutWhoDoesNotLeave(connection: Connection): void {
  connection.once('close', () => setTimeout(() => connection.request.socket.destroy(), GOODBYE).unref());
}

/** Makes the engine of a server refuse all of them, and write what it has to send together. */
export function guardEngine({ engine }: TockServer): void {
  // A request that names a connection is not shown to `allowRequest`: it would take that connection over, or wait forever.
  engine.use((request: IncomingMessage, _response: unknown, next: (error?: Error) => void) =>
    next(namesConnection(request) ? new Error('connections are not upgraded') : undefined),
  );
  engine.on('connection', cutWhoOnlyPings);
  engine.on('connection', cutWhoDoesNotLeave);
  // Packets that wait together, as the answers to all who share a commit do, leave in one call to the system.
  engine.on('flush', ({ request }: Connection) => request.socket.cork());
  engine.on('drain', ({ request }: Connection) => request.socket.uncork());
}
