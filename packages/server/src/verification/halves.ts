/** What changed two lists at once is in both, or in neither (R3): each half is looked for from the other. */
import type { Commit } from '@tock/shared';
import type { Findings } from './findings.ts';

interface Half {
  list: string;
  rev: number;
  with: { list: string; rev: number };
  op: string;
  by: string;
}

const placeOf = ({ list, rev }: { list: string; rev: number }) => `${list}:${rev}`;
const keyOf = (place: { list: string; rev: number }, { op, by }: Half) => `${placeOf(place)} ${op} ${by}`;

export class Halves {
  readonly #halves = new Map<string, Half>();
  /** The commits that were read. Of the others that are there, nothing can be said: let go, or damaged and told already. */
  readonly #read = new Set<string>();
  readonly #stored = new Map<string, ReadonlySet<number>>();

  /** A list that is about to be read, and its revisions. */
  expect(list: string, revisions: readonly number[]): void {
    this.#stored.set(list, new Set(revisions));
  }

  read({ list, rev, requests }: Commit<unknown>): void {
    this.#read.add(placeOf({ list, rev }));
    for (const { op, by, with: other } of requests) {
      if (other === undefined) continue;
      const half: Half = { list, rev, with: other, op, by };
      this.#halves.set(keyOf(half, half), half);
    }
  }

  /** Once all lists were read. */
  check(findings: Findings): void {
    for (const half of this.#halves.values()) {
      const { list, rev, with: other } = half;
      const there = this.#stored.get(other.list)?.has(other.rev) === true;
      if (there && !this.#read.has(placeOf(other))) continue;
      const back = this.#halves.get(keyOf(other, half))?.with;
      if (back?.list !== list || back.rev !== rev)
        findings.list(
          list,
          rev,
          `the other half of what it changed, revision ${other.rev} of list ${other.list}, is missing`,
        );
    }
  }
}
