/** What is on its way: every write that was sent and is not answered. Its place is a line of its own, never a row (R6). */
import { type Outcome, type Receipt, type RequestOf, randomIdentifier, type WriteName } from '@tock/shared';
import type { Connection } from '../../client/client.ts';
import { type Turn, Turns } from './turns.ts';

/** A write that is not answered yet. */
export interface Sending {
  readonly label: string;
  /** Milliseconds of the screen's clock. */
  readonly at: number;
  /** Whether it is told from the first frame: what was typed is, a toggle only when it takes its time. */
  readonly typed: boolean;
}

/** How a write is told, and what becomes of its outcome. */
interface Wish {
  readonly label: string;
  readonly typed: boolean;
  readonly answered: (outcome: Outcome<Receipt>) => void;
}

/** A write that goes out alone; what it asks is decided when its turn comes. */
export interface LoneWish<N extends WriteName> extends Wish {
  /** What to ask; null: nothing any more. */
  readonly prepare: () => RequestOf<N> | null;
  /** When what the write did is to be seen here. */
  readonly settled?: (receipt: Receipt) => Promise<void>;
  /** It is not sent: what was before it is not confirmed. */
  readonly dropped: () => void;
}

/** A write that takes longer is counted, in milliseconds. */
const NOTICEABLE = 150;
/** A write that takes longer says that the server is slow, in milliseconds. */
const SLOW = 2_000;
/** How often the age of a slow write is told anew, in milliseconds. */
const SLOW_STEP = 500;
/** How long a write is tried before its outcome is called unknown, in milliseconds. */
const TIMEOUT = 10_000;
/** How many ops are remembered as this screen's own. */
const REMEMBERED = 1_000;

/** The writes of this screen. */
export class Lane {
  readonly #connection: Connection;
  readonly #now: () => number;
  readonly #changed: () => void;
  readonly #own = new Set<string>();
  readonly #turns = new Turns();
  #operations = 0;
  #sending: readonly Sending[] = [];

  constructor({ connection, now, changed }: { connection: Connection; now: () => number; changed: () => void }) {
    this.#connection = connection;
    this.#now = now;
    this.#changed = changed;
  }

  /** Whether an op was sent from here. */
  owns(op: string): boolean {
    return this.#own.has(op);
  }

  /** How many ops were made here. */
  get operations(): number {
    return this.#operations;
  }

  /** A new op, remembered as our own before it is first sent. */
  operation(): string {
    const op = randomIdentifier();
    this.#operations += 1;
    this.#own.add(op);
    if (this.#own.size > REMEMBERED) for (const oldest of this.#own.values().take(1)) this.#own.delete(oldest);
    return op;
  }

  /** Sends a write, at once unless one that goes out alone is before it, and hands its outcome to `answered`. */
  send<N extends WriteName>(name: N, request: RequestOf<N>, wish: Wish): void {
    const list = 'list' in request ? request.list : '';
    this.#queue(list, false, { ...wish, name, prepare: () => request, dropped: () => {} });
  }

  /**
   * Sends a write when everything before it in its list was answered; what comes after waits for its answer. Dropped when
   * the outcome of one before it is unknown.
   */
  sendAlone<N extends WriteName>(name: N, list: string, wish: LoneWish<N>): Turn {
    return this.#queue(list, true, { ...wish, name });
  }

  /** Whether a write still waits for its turn, and is the last of its list. */
  waitsLast(list: string, turn: Turn): boolean {
    return this.#turns.waitsLast(list, turn);
  }

  #queue<N extends WriteName>(list: string, alone: boolean, wish: LoneWish<N> & { name: N }): Turn {
    const { label, typed } = wish;
    const sending: Sending = { label, at: this.#now(), typed };
    this.#sending = [...this.#sending, sending];
    const turn: Turn = {
      alone,
      start: () => this.#write(wish, sending),
      dropped: () => {
        this.#done(sending);
        wish.dropped();
        this.#changed();
      },
    };
    this.#turns.add(list, turn);
    this.#changed();
    return turn;
  }

  async #write<N extends WriteName>(wish: LoneWish<N> & { name: N }, sending: Sending): Promise<boolean> {
    const request = wish.prepare();
    const outcome = request === null ? null : await this.#connection.write(wish.name, request, { timeoutMs: TIMEOUT });
    this.#done(sending);
    if (outcome === null) return true;
    wish.answered(outcome);
    this.#changed();
    if (outcome.ok) await wish.settled?.(outcome.value);
    return outcome.ok || outcome.problem.code !== 'unknown';
  }

  #done(sending: Sending): void {
    this.#sending = this.#sending.filter((other) => other !== sending);
  }

  /** What is told of the writes at a moment, and when it will be told otherwise; null when there is nothing to tell. */
  told(now: number): { count: number; label: string; slow: number | null } | null {
    const noticeable = this.#sending.filter(({ at, typed }) => typed || now - at >= NOTICEABLE);
    const [oldest] = noticeable;
    const newest = noticeable.at(-1);
    if (oldest === undefined || newest === undefined) return null;
    const age = now - oldest.at;
    return { count: noticeable.length, label: newest.label, slow: age >= SLOW ? age : null };
  }

  /** The next moment at which `told` says something else by itself; null when only an answer changes it. */
  changesAt(now: number): number | null {
    const moments = this.#sending.map(({ at }) => {
      const age = now - at;
      if (age < NOTICEABLE) return at + NOTICEABLE;
      if (age < SLOW) return at + SLOW;
      return at + (Math.floor(age / SLOW_STEP) + 1) * SLOW_STEP;
    });
    return moments.length === 0 ? null : Math.min(...moments);
  }
}
