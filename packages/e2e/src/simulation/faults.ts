/** What goes wrong in a run: each seed switches some kinds of fault on, so that each is met alone and with others. */
import type { Chance } from '../chance.ts';

/** The kinds of fault, and how likely each is once a seed has it: for each chance it gets, or times in a run. */
const kinds = {
  /** A write finds no room: certainly nothing is stored. */
  full: 0.08,
  /** A write fails and may or may not have been stored; an embedded store is of no use from then on. */
  failedWrite: 0.03,
  failedRead: 0.05,
  /** A read takes long: whatever was seen before it may be another thing after it. */
  slowRead: 0.15,
  /** A write takes seconds. */
  slowWrite: 0.05,
  /** The server dies between two steps of a write: before it is applied, or before its answer. */
  crashInWrite: 0.03,
  /** The server dies at any moment. */
  crash: 2,
  /** The server is asked to stop. */
  drain: 1,
  /** A connection is cut. */
  cut: 4,
  /** A connection carries nothing any more, and nobody is told. */
  blackHole: 2,
  /** A frame never arrives, on a connection that stays. */
  dropped: 0.03,
  /** A frame arrives twice. */
  twice: 0.05,
  /** A client takes its time with everything it is sent. */
  slowClient: 0.3,
  /** The clock of the server is set to another time. */
  clockSet: 2,
} as const;

export type Fault = keyof typeof kinds;

export class Faults {
  readonly on: ReadonlySet<Fault>;
  readonly #chance: Chance;
  #on = false;

  constructor(chance: Chance) {
    this.#chance = chance;
    // One run in ten has none of them: what is wrong without any fault must not hide behind one.
    const share = chance.happens(0.1) ? 0 : chance.one([0.15, 0.35, 0.6]);
    this.on = new Set((Object.keys(kinds) as Fault[]).filter(() => chance.happens(share)));
  }

  /** Whether this fault happens now. */
  strikes(fault: Fault): boolean {
    return this.#on && this.on.has(fault) && this.#chance.happens(kinds[fault]);
  }

  /** How many times a fault happens in a run that has it. */
  times(fault: 'crash' | 'drain' | 'cut' | 'blackHole' | 'clockSet'): number {
    return this.on.has(fault) ? this.#chance.whole(1, kinds[fault]) : 0;
  }

  /** From now on things go wrong. */
  begin(): void {
    this.#on = true;
  }

  /** From now on nothing goes wrong any more. */
  stop(): void {
    this.#on = false;
  }

  get happening(): boolean {
    return this.#on;
  }
}
