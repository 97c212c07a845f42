/** A world whose history is thinned, on a clock of its own, for the tests of thinning. */
import type { Journal } from '../../src/journal/journal.ts';
import type { LedgerDependencies } from '../../src/ledger.ts';
import { addTitles, type World } from '../controllers/fixtures.ts';
import { digest, EVERYTHING } from './fixtures.ts';

export const DAY = 86_400_000;
/** A clock that stands where the test puts it. */
export const clock = { today: Date.UTC(2026, 0, 1) };
export const thinned: Partial<LedgerDependencies> = {
  now: () => new Date(clock.today).toISOString(),
  history: { days: 10 },
  remember: { operations: 20, days: 30 },
};

/** Adds so many todos, a commit each, an hour apart. */
export async function grow(world: World, commits: number): Promise<void> {
  for (let count = 0; count < commits; count += 1) {
    clock.today += DAY / 24;
    await addTitles(world, `t${count}`);
  }
}

/** Brings the inbox to rest, so that it gets a snapshot and is thinned, and says what is kept. */
export async function rest(world: World): Promise<number> {
  return world.ledgers.use(world.inboxes.ana, async (ledger) => {
    await ledger.rest();
    return ledger.keptFrom;
  });
}

export const stored = async (journal: Journal, { inboxes }: World) => {
  const kept = (await journal.readSnapshot(inboxes.ana))?.keptFrom ?? 1;
  return (await journal.read(inboxes.ana, kept - 1, EVERYTHING)).map(({ rev }) => rev);
};
/** Whether a commit is kept no longer: there is nothing at its place, or a hole that says so. */
export const isGone = async (journal: Journal, { inboxes }: World, rev: number) =>
  (await journal.read(inboxes.ana, rev - 1, { limit: 1, maximumBytes: 1 }).catch(() => [])).length === 0;
export const digestOf = (world: World) => world.ledgers.use(world.inboxes.ana, async ({ state }) => digest(state));
