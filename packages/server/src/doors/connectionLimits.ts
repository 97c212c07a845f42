/** How many connections there may be, in all and of one address: whoever comes later is turned away, and those who are there are served. */
import type { Origin } from './addresses.ts';

/** How many; 0 is any number. */
export interface MostConnections {
  all: number;
  ofAddress: number;
}

/** What is counted as one of somebody. Each keeps its count until it is let go, once. */
export class ConnectionLimits {
  readonly #most: MostConnections;
  readonly #ofAddress = new Map<string, number>();
  #all = 0;

  constructor(most: MostConnections) {
    this.#most = most;
  }

  /** Counts a connection, and answers how to let go of it; or why there may not be another one. */
  take(origin: Origin, isProxy: boolean): (() => void) | 'too_many' | 'too_many_of_address' {
    if (this.#most.all > 0 && this.#all >= this.#most.all) return 'too_many';
    const letGo = isProxy ? () => undefined : this.takeOf(origin);
    if (letGo === null) return 'too_many_of_address';
    this.#all += 1;
    return once(() => {
      this.#all -= 1;
      letGo();
    });
  }

  /** Counts something of an address, whoever carries it; null when it has as much as it may. This machine may have any number. */
  takeOf({ key, isLocal }: Origin): (() => void) | null {
    if (isLocal || this.#most.ofAddress === 0) return () => undefined;
    const count = this.#ofAddress.get(key) ?? 0;
    if (count >= this.#most.ofAddress) return null;
    this.#ofAddress.set(key, count + 1);
    return once(() => {
      const left = (this.#ofAddress.get(key) ?? 1) - 1;
      if (left === 0) this.#ofAddress.delete(key);
      else this.#ofAddress.set(key, left);
    });
  }
}

function once(call: () => void): () => void {
  let called = false;
  return () => {
    if (!called) call();
    called = true;
  };
}
