import { expect, test } from 'vitest';
import { report } from '../src/measure.ts';
import { chooseSeed } from '../src/random.ts';
import { foundSeeds } from '../src/simulation/foundSeeds.ts';
import { runSeeds, runShared, withBundle } from '../src/simulation/processes.ts';

const SEEDS = 1_000;
const REPEATED = 20;

test(`R1 R3 R4 R5 R6 R7 R8 R10 R12: ${SEEDS} simulated runs under faults keep every promise`, {
  timeout: 120_000,
}, async () => {
  const seed = chooseSeed();
  const { violations, totals, ran } = await withBundle([], (file) => runShared(file, seed, SEEDS, 2));
  const { request = 0, commit = 0, crash = 0 } = totals;
  report(`simulation, SEED=${seed}`, `${ran} runs: ${request} requests, ${commit} commits, ${crash} crashes`);
  expect(violations, `npm run simulate -- --replay ${violations[0]?.seed} --trace`).toEqual([]);
  expect(ran).toBe(SEEDS);
  // A simulation in which nothing happens finds nothing.
  for (const what of ['failed write', 'failed read', 'full', 'crash in a write', 'cut', 'black hole', 'restore']) {
    expect(totals[what] ?? 0, what).toBeGreaterThan(0);
  }
});

test('a run is the same whenever it is run, in every event', async () => {
  const seed = chooseSeed();
  await withBundle([], async (file) => {
    // The last of several in one process, and the first in another: nothing of a run is left for the next.
    const last = { first: seed, step: 1, count: REPEATED, stop: false };
    const [among, alone] = [
      await runSeeds(file, last),
      await runSeeds(file, { ...last, first: seed + REPEATED - 1, count: 1 }),
    ];
    expect(among.hash, `SEED=${seed}`).toBe(alone.hash);
    expect((await runSeeds(file, { ...last, count: 1 })).hash).not.toBe(alone.hash);
  });
});

test('what was found once is not found again', async () => {
  await withBundle([], async (file) => {
    for (const { seed, found } of foundSeeds) {
      const { violations } = await runSeeds(file, { first: seed, step: 1, count: 1, stop: true });
      expect(violations, `seed ${seed} once found: ${found}`).toEqual([]);
    }
  });
});
