/** The Socket.IO door: takes what a socket sends, has it answered, sends the answer. Nothing that arrives through it can make it throw. */
import { sanitise } from '@tock/shared';
import type { Logger } from 'pino';
import type { Reader, TockSocket } from '../connections.ts';
import type { RefusalLog } from '../log.ts';
import { type AnswerRequest, isRequest } from './requests.ts';

/** By what a line of the log names a request. */
interface Line {
  request: string;
  event: string;
  person: string;
  device: string;
}

/** The door of every socket. */
export interface SocketDoor {
  /** Serves the requests of a signed-in socket. */
  serve(socket: TockSocket, reader: Reader): void;
  /** Resolves when every request that was begun by now is answered. */
  settled(): Promise<void>;
}

/** What the door is made of. */
export interface SocketDoorDependencies {
  answerRequest: AnswerRequest;
  log: Logger;
  refusals: RefusalLog;
}

export function createSocketDoor({ answerRequest, log, refusals }: SocketDoorDependencies): SocketDoor {
  const answering = new Set<Promise<void>>();

  async function sendAfter(line: Line, socket: TockSocket, send: () => Promise<void>): Promise<void> {
    try {
      await send();
    } catch (error) {
      // A reader whose pages cannot be made would wait for them forever.
      log.error({ ...line, error }, 'the pages of a list could not be read');
      socket.disconnect(true);
    }
  }

  return {
    serve: (socket, reader) => {
      const { who } = socket.data;
      let asked = 0;
      socket.onAny((name: unknown, ...sent: unknown[]) => {
        // On the wire a name may be a number, or as long as a frame; no request of ours is changed by this.
        const event = sanitise(String(name).slice(0, 50));
        const callback = sent.at(-1);
        if (typeof callback !== 'function') {
          socket.emit('refused', { event, message: 'every request needs a callback for its answer' });
          return;
        }
        asked += 1;
        const request = `${socket.id}-${asked}`;
        // A name that is none of ours may be anything: a text, a token.
        const line = { request, event: isRequest(event) ? event : 'unknown', ...who };
        const answered = answerRequest(event, sent[0], who, reader, request)
          .then(({ outcome, after }) => {
            callback(outcome);
            if (outcome.ok) log.debug(line, 'answered');
            else if (outcome.problem.code === 'internal') log.error(line, 'answered that it failed');
            else refusals.write({ ...line, code: outcome.problem.code }, 'a request was refused');
            if (after !== undefined) void sendAfter(line, socket, after);
          })
          .catch((error: unknown) => log.error({ ...line, error }, 'an answer could not be sent'))
          .finally(() => answering.delete(answered));
        answering.add(answered);
      });
    },
    settled: async () => {
      await Promise.all(answering);
    },
  };
}
