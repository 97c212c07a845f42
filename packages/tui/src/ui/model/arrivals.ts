/** Where the cursor shall go by itself: to what a write from here brings, unless the person moves it before. */

/** The writes of which the cursor waits for the todos. */
export class Arrivals {
  /** How often the cursor had been moved when each op was sent. */
  readonly #awaited = new Map<string, number>();
  #moves = 0;
  #arrived: string | null = null;

  /** The cursor shall go to what this op brings. */
  await(op: string): void {
    this.#awaited.set(op, this.#moves);
  }

  /** The person moved the cursor: it stays where they put it. */
  moved(): void {
    this.#moves += 1;
  }

  /** A commit holds the op: the last todo that it changed counts. */
  came(op: string, changes: readonly { readonly id: string }[]): void {
    if (this.#awaited.get(op) === this.#moves) this.#arrived = changes.at(-1)?.id ?? this.#arrived;
    this.#awaited.delete(op);
  }

  /** The todo that the cursor shall go to now, told once. */
  take(): string | null {
    const arrived = this.#arrived;
    this.#arrived = null;
    return arrived;
  }
}
