/** How many deliveries are on their way at once: a thousand dead targets must cost little, and keep no live one waiting. */

/** Deliveries at once; and how many of them may go to targets whose last try failed. */
const MOST = 32;
const MOST_FAILING = 8;

type Release = () => void;

export class Slots {
  readonly #most: number;
  readonly #mostFailing: number;
  readonly #waiting: (() => void)[] = [];
  readonly #waitingFailing: (() => void)[] = [];
  #taken = 0;
  #takenFailing = 0;

  constructor(most = MOST, mostFailing = MOST_FAILING) {
    this.#most = most;
    this.#mostFailing = mostFailing;
  }

  /** Waits for a slot; answers with how to give it back, once. */
  take(failing: boolean): Promise<Release> {
    return new Promise((resolve) => {
      const waiting = failing ? this.#waitingFailing : this.#waiting;
      waiting.push(() => {
        this.#taken += 1;
        if (failing) this.#takenFailing += 1;
        resolve(() => {
          this.#taken -= 1;
          if (failing) this.#takenFailing -= 1;
          this.#serve();
        });
      });
      this.#serve();
    });
  }

  /** Those that do not fail come first. */
  #serve(): void {
    while (this.#taken < this.#most) {
      const next = this.#waiting.shift() ?? this.#nextFailing();
      if (next === undefined) return;
      next();
    }
  }

  #nextFailing(): (() => void) | undefined {
    return this.#takenFailing < this.#mostFailing ? this.#waitingFailing.shift() : undefined;
  }
}
