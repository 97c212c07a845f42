/** Who wants to be called: the one small observer behind every `subscribe`. */

/** Listeners in the order in which they came. */
export class Listeners<A extends unknown[] = []> {
  readonly #listeners = new Set<(...facts: A) => void>();

  /** Adds a listener; returns how to stop. The same function may be added twice: each stops alone. */
  add(listener: (...facts: A) => void): () => void {
    const own = (...facts: A) => listener(...facts);
    this.#listeners.add(own);
    return () => {
      this.#listeners.delete(own);
    };
  }

  /** Calls every listener; one that stops meanwhile is not called. */
  call(...facts: A): void {
    for (const listener of this.#listeners) listener(...facts);
  }
}
