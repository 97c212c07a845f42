/** A few seats for each of many: whoever comes when all are taken waits in line. */

type Release = () => void;

interface Row {
  taken: number;
  readonly waiting: (() => void)[];
}

export class Seats {
  readonly #most: number;
  readonly #rows = new WeakMap<object, Row>();

  /** So many for each. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Waits for a seat among those of `whose`; answers with how to give it back, once. */
  take(whose: object): Promise<Release> {
    const row = this.#rows.get(whose) ?? { taken: 0, waiting: [] };
    this.#rows.set(whose, row);
    return new Promise((resolve) => {
      const sit = () => {
        row.taken += 1;
        resolve(() => {
          row.taken -= 1;
          row.waiting.shift()?.();
        });
      };
      if (row.taken < this.#most) sit();
      else row.waiting.push(sit);
    });
  }
}
