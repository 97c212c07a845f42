/** As much of Socket.IO as a load needs, on raw frames: signs in, keeps the connection alive, tells answers and events. */
import { PROTOCOL } from '@tock/shared';
import { openRawSocket, type RawSocket, textFrame } from './rawSocket.ts';
import { FIRST_PACKET } from './template.ts';

/** Where a server is, and how to sign in there; a bare server asks for nothing. */
export interface Place {
  url: string;
  token: string | null;
}

/** What is told of a connection; payloads as in `Frames`. */
export interface Told {
  /** A request of the load, whose packet number is from `FIRST_PACKET` on, was answered with yes. */
  answered?(packet: number): void;
  /** An event: `from` is where its name begins. */
  event?(bytes: Buffer, from: number, to: number): void;
  read?(): void;
}

export interface SocketIo extends RawSocket {
  /** Sends a request and answers with the text of what comes back. Rejects when the connection ends first. */
  ask(event: string, payload: object): Promise<string>;
}

const [OPEN, PING, MESSAGE] = [0x30, 0x32, 0x34];
const [CONNECTED, EVENT, ANSWER, REFUSED] = [0x30, 0x32, 0x33, 0x34];
const [DIGIT_0, BRACKET] = [0x30, 0x5b];
/** Where `[{"ok":true` and `[null` differ from what is not a yes; and how `welcomed` begins. */
const [LETTER_N, LETTER_T, LETTER_W] = [0x6e, 0x74, 0x77];
const PONG = textFrame('3');

/** Connects and signs in. Rejects when the server will not have it. */
export async function dialSocketIo({ url, token }: Place, told: Told = {}): Promise<SocketIo> {
  const ready = Promise.withResolvers<void>();
  const asked = new Map<number, (text: string) => void>();
  const greeting = textFrame(
    `40${JSON.stringify(token === null ? {} : { token, protocol: PROTOCOL, client: 'bench' })}`,
  );
  let last = 0;
  let signedIn = false;

  function answer(bytes: Buffer, from: number, to: number): void {
    let packet = 0;
    let at = from;
    for (; bytes[at] !== BRACKET; at += 1) packet = packet * 10 + (bytes[at] ?? 0) - DIGIT_0;
    if (packet < FIRST_PACKET) {
      asked.get(packet)?.(bytes.toString('utf8', at, to));
      asked.delete(packet);
      return;
    }
    const yes = bytes[at + 1] === LETTER_N || bytes[at + 7] === LETTER_T;
    if (!yes) throw new Error(`a request of the load was refused: ${bytes.toString('utf8', at, to)}`);
    told.answered?.(packet);
  }

  const raw = openRawSocket(new URL('/socket.io/?EIO=4&transport=websocket', url), {
    frame(bytes, from, to) {
      const [kind, type] = [bytes[from], bytes[from + 1]];
      if (kind === MESSAGE && type === ANSWER) answer(bytes, from + 2, to);
      else if (kind === MESSAGE && type === EVENT) {
        // 42["welcomed" comes first from whoever was signed in to.
        if (signedIn) told.event?.(bytes, from + 4, to);
        else if (bytes[from + 4] === LETTER_W) ready.resolve();
      } else if (kind === PING) raw.write(PONG);
      else if (kind === OPEN) raw.write(greeting);
      else if (kind === MESSAGE && type === CONNECTED && token === null) ready.resolve();
      else if (kind === MESSAGE && type === REFUSED) ready.reject(new Error(bytes.toString('utf8', from, to)));
    },
    // Nobody is told anything before they have the connection.
    read: () => signedIn && told.read?.(),
  });
  void raw.closed.then(() => ready.reject(new Error('the connection ended before it was signed in')));
  ready.promise.catch(() => undefined);
  await raw.opened;
  await ready.promise;
  signedIn = true;
  return {
    ...raw,
    ask: (event, payload) =>
      new Promise((resolve, reject) => {
        last += 1;
        asked.set(last, resolve);
        void raw.closed.then(() => reject(new Error(`the connection ended before ${event} was answered`)));
        raw.write(textFrame(`42${last}${JSON.stringify([event, payload])}`));
      }),
  };
}

/** Whether an event is an add that everyone is told of: `committed`, or `todos created` of Feathers. */
export const isOfAdd = (bytes: Buffer, from: number) => bytes[from] === 0x63 || bytes[from] === 0x74;

/** A list that is being opened on a connection: its pages are among the connection's events. */
export class Opening {
  #last: (() => void) | null = null;

  /** Opens a list and takes all of its pages; answers with the answer. Rejects when it is cut before the last. */
  async open(client: SocketIo, request: object): Promise<string> {
    const last = new Promise<void>((resolve) => {
      this.#last = resolve;
    });
    const answer = await client.ask('list:open', request);
    if (!answer.startsWith('[{"ok":true')) throw new Error(`a list does not open: ${answer}`);
    const cut = client.closed.then(() => {
      throw new Error('the connection ended before the list was open');
    });
    await Promise.race([last, cut]);
    return answer;
  }

  /** An event came; answers whether it was a page. What matters of a page stands in front of its items. */
  page(bytes: Buffer, from: number, to: number): boolean {
    if (bytes[from] !== 0x6c || bytes.toString('latin1', from, from + 10) !== 'list:paged') return false;
    if (bytes.toString('latin1', from, Math.min(to, from + 160)).includes('"last":true')) this.#last?.();
    return true;
  }
}
