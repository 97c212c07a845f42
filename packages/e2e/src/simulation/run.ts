/** One run: everything in it follows from its seed. */
import { Chance } from '../chance.ts';
import { Clock } from './clock.ts';
import { Disk } from './disk.ts';
import { Faults } from './faults.ts';
import { drawSettings } from './settings.ts';
import { Story } from './story.ts';
import { Targets } from './targets.ts';
import { Trace } from './trace.ts';
import type { World } from './world.ts';

/** By which the chance of what came later differs from the one of all else. */
const LATER = 0x77eb;

export interface Result {
  seed: number;
  /** The same for the same seed, whenever it is run. */
  hash: string;
  /** The promise that was broken, and how; null when all were kept. */
  violation: { invariant: string; what: string } | null;
  totals: Record<string, number>;
}

/** Runs a seed. `tell` gets every line of what happens. */
export async function simulate(seed: number, tell: ((line: string) => void) | null = null): Promise<Result> {
  const chance = new Chance(seed);
  const clock = new Clock();
  const trace = new Trace(clock, tell);
  let violation: Result['violation'] = null;
  const violate = (invariant: string, what: string) => {
    if (violation !== null) return;
    violation = { invariant, what };
    trace.add('VIOLATION', `${invariant}: ${what}`);
  };
  const later = new Chance(seed ^ LATER);
  const world: Omit<World, 'targets'> = {
    clock,
    chance,
    trace,
    violate,
    twice: new Set(),
    faults: new Faults(chance.apart()),
    disk: new Disk((what) => violate('R3 one history', what)),
    settings: drawSettings(chance.apart(), later),
  };
  trace.add('faults', [...world.faults.on].join(', '));
  trace.add('settings', JSON.stringify(world.settings));
  const putBack = clock.install();
  const unhandled = (error: unknown) =>
    violate('13 alive', `a rejection that nobody handled: ${error instanceof Error ? error.stack : error}`);
  process.on('unhandledRejection', unhandled);
  let over = false;
  try {
    new Story({ ...world, targets: new Targets(world, later) }).run().then(
      () => {
        over = true;
      },
      (error: unknown) => violate('13 alive', `${error instanceof Error ? error.stack : error}`),
    );
    await clock.run(() => over || violation !== null);
    if (!over) violate('13 alive', 'nothing is left to do, and it is not over');
  } catch (error) {
    violate('13 alive', `${error instanceof Error ? error.stack : error}`);
  } finally {
    putBack();
    process.off('unhandledRejection', unhandled);
  }
  return { seed, hash: trace.hash, violation, totals: trace.totals };
}
