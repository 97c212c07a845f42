/** What everything in a simulation shares: its clock, its chance, its faults, its disk, and where violations are told. */
import type { Chance } from '../chance.ts';
import type { Clock } from './clock.ts';
import type { Disk } from './disk.ts';
import type { Faults } from './faults.ts';
import type { Settings } from './settings.ts';
import type { Targets } from './targets.ts';
import type { Trace } from './trace.ts';

export interface World {
  readonly clock: Clock;
  readonly chance: Chance;
  readonly faults: Faults;
  readonly trace: Trace;
  readonly disk: Disk;
  readonly settings: Settings;
  readonly targets: Targets;
  /** Ops whose request arrived twice by a fault: the second is another try, whose answer nobody hears. */
  readonly twice: Set<string>;
  /** A promise of tock is broken: `invariant` names which. The run ends. */
  violate(invariant: string, what: string): void;
}

/** How long something takes, in milliseconds: mostly little, now and then much. */
export function duration(chance: Chance, usual: number, rare: number): number {
  return (chance.happens(0.9) ? usual : rare) * (chance.whole(1, 1_000) / 1_000);
}

/** An identifier that follows from the seed: what `randomIdentifier` is where nothing may be random. */
export function newIdentifier(chance: Chance): string {
  return Array.from({ length: 12 }, () => 'bcdfghjklmnpqrstvwxz'.charAt(chance.whole(0, 19))).join('');
}
