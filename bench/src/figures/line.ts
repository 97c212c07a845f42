/** One line of the table: what was measured of tock, what of the floor or peer beside it, and where it must get to. */
import { median, ratioOf } from './statistics.ts';

/** A figure, or the ratio of two, and its bound. */
export interface Goal {
  of: 'ratio' | 'figure';
  bound: 'at least' | 'at most' | 'above' | 'below';
  value: number;
}

export interface Line {
  what: string;
  unit: string;
  /** One value a round. */
  tock: readonly number[];
  /** What it stands beside, in words; null where nothing of the kind exists. */
  against: string | null;
  /** One value a round, in the same order. */
  other: readonly number[];
  goal: Goal | null;
  /** The share of a core that the busiest load generator used, on either side; null where there was none. */
  generator: number | null;
  remark?: string;
}

/** Beyond this share of a core a generator is what was measured, not the server. */
const BUSY = 0.9;

export type Verdict = 'reached' | 'not reached' | 'no server number' | 'recorded';

export function verdictOf({ tock, other, goal, generator }: Line): Verdict {
  if (generator !== null && generator > BUSY) return 'no server number';
  if (goal === null) return 'recorded';
  const value = goal.of === 'ratio' ? ratioOf(tock, other).median : median(tock);
  const met = {
    'at least': value >= goal.value,
    'at most': value <= goal.value,
    above: value > goal.value,
    below: value < goal.value,
  };
  return met[goal.bound] ? 'reached' : 'not reached';
}

export const ratio = (bound: Goal['bound'], value: number): Goal => ({ of: 'ratio', bound, value });
export const figure = (bound: Goal['bound'], value: number): Goal => ({ of: 'figure', bound, value });
