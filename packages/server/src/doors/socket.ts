/** The Socket.IO door: takes what a socket sends, has it answered, sends the answer. Nothing that arrives through it can make it throw. */
import { sanitise } from '@tock/shared';
import type { Logger } from 'pino';
import type { Reader, TockSocket } from '../connections.ts';
import type { AnswerRequest } from './requests.ts';

/** The door of every socket. */
export interface SocketDoor {
  /** Serves the requests of a signed-in socket. */
  serve(socket: TockSocket, reader: Reader): void;
  /** Resolves when every request that was begun by now is answered. */
  settled(): Promise<void>;
}

export function createSocketDoor(answerRequest: AnswerRequest, log: Logger): SocketDoor {
  const answering = new Set<Promise<void>>();

  async function sendAfter(event: string, socket: TockSocket, send: () => Promise<void>): Promise<void> {
    try {
      await send();
    } catch (error) {
      // A reader whose pages cannot be made would wait for them forever.
      log.error({ event, ...socket.data.who, error }, 'the pages of a list could not be read');
      socket.disconnect(true);
    }
  }

  return {
    serve: (socket, reader) => {
      const { who } = socket.data;
      socket.onAny((name: unknown, ...sent: unknown[]) => {
        // On the wire a name may be a number, or as long as a frame; no request of ours is changed by this.
        const event = sanitise(String(name).slice(0, 50));
        const callback = sent.at(-1);
        if (typeof callback !== 'function') {
          socket.emit('refused', { event, message: 'every request needs a callback for its answer' });
          return;
        }
        const answered = answerRequest(event, sent[0], who, reader)
          .then(({ outcome, after }) => {
            callback(outcome);
            log.debug({ event, ...who, code: outcome.ok ? 'ok' : outcome.problem.code }, 'answered');
            if (after !== undefined) void sendAfter(event, socket, after);
          })
          .catch((error: unknown) => log.error({ event, ...who, error }, 'an answer could not be sent'))
          .finally(() => answering.delete(answered));
        answering.add(answered);
      });
    },
    settled: async () => {
      await Promise.all(answering);
    },
  };
}
