/** Work that waits for what was begun before it under the same key. */
export class InTurn {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Begins when everything that was begun before under the key has ended, however that was. */
  run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key) ?? Promise.resolve();
    const mine = before.then(work, work);
    this.#last.set(key, mine);
    const forget = () => {
      if (this.#last.get(key) === mine) this.#last.delete(key);
    };
    mine.then(forget, forget);
    return mine;
  }
}
