/** What a seed decides: every choice of a random test comes from its numbers, so that the seed has them again. */
import { seeded } from './random.ts';

export class Chance {
  readonly #next: () => number;

  constructor(seed: number) {
    this.#next = seeded(seed);
  }

  /** A whole number from `least` to `most`, both possible. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.#next() * (most - least + 1));
  }

  /** True in this share of the cases. */
  happens(share: number): boolean {
    return this.#next() < share;
  }

  /** One of the items, each as likely as its weight says. */
  one<T>(items: readonly T[], weight: (item: T) => number = () => 1): T {
    let rest = this.#next() * items.reduce((sum, item) => sum + weight(item), 0);
    for (const item of items) {
      rest -= weight(item);
      if (rest < 0) return item;
    }
    const last = items.at(-1);
    if (last === undefined) throw new Error('there is nothing to choose from');
    return last;
  }

  /** The items in another order. */
  shuffled<T>(items: readonly T[]): T[] {
    return items
      .map((item) => ({ item, at: this.#next() }))
      .sort((a, b) => a.at - b.at)
      .map(({ item }) => item);
  }

  /** A chance of its own that follows from this one: what it decides does not move what others decide. */
  apart(): Chance {
    return new Chance(this.whole(1, 2 ** 31 - 1));
  }
}
