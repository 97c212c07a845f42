/** Socket.IO as tock has it: WebSocket alone, strict packets, and nobody in before they have signed in. */
import type { Server as HttpServer, IncomingMessage } from 'node:http';
import { failure, limits } from '@tock/shared';
import type { Logger } from 'pino';
import { Server } from 'socket.io';
import type { TockServer } from '../connections.ts';
import type { RefusalLog } from '../log.ts';
import type { Instruments } from '../metrics/instruments.ts';
import type { Admit } from './admission.ts';
import { guardEngine } from './engine.ts';
import { strictParser } from './parser.ts';
import { SignInRefused } from './signIn.ts';

/** What Engine.IO calls a connection that `allowRequest` refused. */
const FORBIDDEN = 4;

/** A server that listens to nothing yet. `allowed` judges a request before it becomes a connection, which has `signInMs` to sign in. */
export function createSocketServer(allowed: (request: IncomingMessage) => boolean, signInMs: number): TockServer {
  return new Server({
    transports: ['websocket'],
    allowUpgrades: false,
    serveClient: false,
    maxHttpBufferSize: limits.frameBytes,
    connectTimeout: signInMs,
    // A client on a dead line knows it within ten seconds, and so does the server.
    pingInterval: 5_000,
    pingTimeout: 4_500,
    allowRequest: (request, callback) => callback(null, allowed(request)),
    parser: strictParser,
  });
}

/** Listens beside the other doors of an HTTP server, which have to be there already. */
export function attachSockets(
  io: TockServer,
  http: HttpServer,
  { instruments, refusals }: { instruments: Instruments; refusals: RefusalLog },
): void {
  io.attach(http);
  guardEngine(io);
  io.engine.on('connection_error', ({ code, message }: { code: number; message: string }) => {
    instruments.count('turnedAway', code === FORBIDDEN ? 'forbidden' : 'handshake');
    refusals.write({ code, message }, 'a connection was refused');
  });
}

/** Lets a socket in when its handshake signs it in, and says why not otherwise. */
export function admitSockets(io: TockServer, admit: Admit, log: Logger): void {
  io.use((socket, next) => {
    const failed = (error: unknown) => {
      log.error({ error }, 'a sign-in failed');
      const { problem } = failure('internal', 'the server could not judge this sign-in', "the server's log says why");
      next(new SignInRefused(problem));
    };
    void admit(socket.request, socket.handshake.auth).then((admitted) => {
      if (!admitted.ok) return next(new SignInRefused(admitted.problem));
      socket.data.who = admitted.value;
      next();
    }, failed);
  });
}
