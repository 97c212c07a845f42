/** One direction of one connection through the proxy: a queue of whole pieces, each with its own fate. */
import type { Socket } from 'node:net';
import { FrameSplitter, type Piece } from './frames.ts';

/** What holds for everything that passes. */
export interface Weather {
  bytesPerSecond: number;
  delayMs: number;
  held: boolean;
}

/** `last`: it passes, and nothing after it; `half`: the first half of it passes, and then there is no connection. */
type Fate = 'pass' | 'drop' | 'repeat' | 'last' | 'half';

/** A throttled piece is sent in parts of this many milliseconds each. */
const PART_MS = 20;

export class Lane {
  /** Everything is taken, and nothing arrives. */
  deaf = false;
  /** Called when half of a frame has passed. */
  onHalf: () => void = () => undefined;
  readonly #to: Socket;
  readonly #weather: Weather;
  readonly #fate: (piece: Piece) => Fate;
  readonly #splitter = new FrameSplitter();
  /** What is still to be sent, and from when on; null is the end of the connection. */
  readonly #waiting: { bytes: Buffer | null; due: number }[] = [];
  #timer: NodeJS.Timeout | undefined;
  #sending = false;
  #closed = false;

  constructor(from: Socket, to: Socket, weather: Weather, fate: (piece: Piece) => Fate) {
    this.#to = to;
    this.#weather = weather;
    this.#fate = fate;
    from.on('data', (bytes) => {
      for (const piece of this.#splitter.push(bytes)) this.#take(piece);
    });
    // What was sent before the end arrives before it. A black hole has no end.
    from.on('close', () => this.deaf || this.#put(null));
  }

  /** What waits may move again. */
  goOn(): void {
    if (!this.#sending) this.#send();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #take(piece: Piece): void {
    if (this.deaf) return;
    const { bytes, kind } = piece;
    const fate = kind === 'head' ? 'pass' : this.#fate(piece);
    if (fate === 'drop') return;
    this.#put(fate === 'half' ? bytes.subarray(0, Math.ceil(bytes.length / 2)) : bytes);
    if (fate === 'repeat') this.#put(bytes);
    if (fate === 'last' || fate === 'half') this.deaf = true;
    if (fate === 'half') setImmediate(() => this.onHalf());
  }

  #put(bytes: Buffer | null): void {
    this.#waiting.push({ bytes, due: Date.now() + this.#weather.delayMs });
    this.goOn();
  }

  #later(milliseconds: number): void {
    this.#sending = true;
    this.#timer = setTimeout(() => {
      this.#sending = false;
      this.#send();
    }, milliseconds);
  }

  #send(): void {
    let pauseMs = 0;
    for (let next = this.#waiting[0]; next !== undefined && pauseMs <= 0; next = this.#waiting[0]) {
      if (this.#closed || this.#weather.held) return;
      pauseMs = next.due - Date.now();
      if (pauseMs <= 0) pauseMs = this.#sendSome(next);
    }
    if (pauseMs > 0) this.#later(pauseMs);
  }

  /** Sends a piece, or what may go at once of it; says how long to wait before more. */
  #sendSome(piece: { bytes: Buffer | null }): number {
    const { bytes } = piece;
    if (bytes === null) {
      this.#waiting.shift();
      this.#to.destroy();
      return 0;
    }
    const { bytesPerSecond } = this.#weather;
    const most = Math.max(1, Math.ceil((bytesPerSecond * PART_MS) / 1_000));
    this.#to.write(bytes.subarray(0, most));
    if (bytes.length > most) piece.bytes = bytes.subarray(most);
    else this.#waiting.shift();
    return bytesPerSecond === Number.POSITIVE_INFINITY ? 0 : PART_MS;
  }
}
