/** What is on its way: every write that was sent and is not answered. Its place is a line of its own, never a row (R6). */
import { type Outcome, type Receipt, type RequestOf, randomIdentifier, type WriteName } from '@tock/shared';
import type { Connection } from '../../client/client.ts';

/** A write that is not answered yet. */
export interface Sending {
  readonly op: string;
  readonly label: string;
  /** Milliseconds of the screen's clock. */
  readonly at: number;
  /** Whether it is told from the first frame: what was typed is, a toggle only when it takes its time. */
  readonly typed: boolean;
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
  #sending: readonly Sending[] = [];

  constructor({ connection, now, changed }: { connection: Connection; now: () => number; changed: () => void }) {
    this.#connection = connection;
    this.#now = now;
    this.#changed = changed;
  }

  get sending(): readonly Sending[] {
    return this.#sending;
  }

  /** Whether an op was sent from here. */
  owns(op: string): boolean {
    return this.#own.has(op);
  }

  /** A new op, remembered as our own before it is first sent. */
  operation(): string {
    const op = randomIdentifier();
    this.#own.add(op);
    if (this.#own.size > REMEMBERED) for (const oldest of this.#own.values().take(1)) this.#own.delete(oldest);
    return op;
  }

  /** Sends a write and hands its outcome to `answered`. */
  async send<N extends WriteName>(
    name: N,
    request: RequestOf<N>,
    { label, typed, answered }: { label: string; typed: boolean; answered: (outcome: Outcome<Receipt>) => void },
  ): Promise<void> {
    const sending: Sending = { op: request.op, label, at: this.#now(), typed };
    this.#sending = [...this.#sending, sending];
    this.#changed();
    const outcome = await this.#connection.write(name, request, { timeoutMs: TIMEOUT });
    this.#sending = this.#sending.filter((other) => other !== sending);
    answered(outcome);
    this.#changed();
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
