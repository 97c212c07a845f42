/** Which lists were quiet for so long that they say where they stand: whoever missed the last commit learns it (R4). */

/** A list that is followed and of which nothing was told for so long says its head, in milliseconds. */
const QUIET = 4_000;

export class Heartbeats {
  readonly #now: () => number;
  /** When each list that is followed was last told of. */
  readonly #told = new Map<string, number>();

  /** `now` counts milliseconds from anywhere. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Somebody follows a list that nobody followed. */
  begin(list: string): void {
    this.#told.set(list, this.#now());
  }

  /** Nobody follows a list any more. */
  end(list: string): void {
    this.#told.delete(list);
  }

  /** Everyone who follows a list was told where it stands, by a commit or a heartbeat. */
  told(list: string): void {
    if (this.#told.has(list)) this.#told.set(list, this.#now());
  }

  /** The lists whose heads are to be told now. Ask often: a list waits for the next time at most. */
  due(): string[] {
    const before = this.#now() - QUIET;
    return [...this.#told].flatMap(([list, told]) => (told <= before ? [list] : []));
  }
}
