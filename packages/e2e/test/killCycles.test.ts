import { expect, onTestFinished, test } from 'vitest';
import { killCycles } from '../src/killCycles.ts';
import { report } from '../src/measure.ts';
import { chooseSeed } from '../src/random.ts';
import { openSandbox } from '../src/sandbox.ts';

const CYCLES = 20;

test(`R1 R4 R7: ${CYCLES} times kill -9 under load lose, repeat and reorder nothing`, {
  timeout: 120_000,
}, async () => {
  const seed = chooseSeed();
  const { violations, confirmed, revisions } = await killCycles(openSandbox(onTestFinished), { cycles: CYCLES, seed });
  report(`kill -9, ${CYCLES} cycles, SEED=${seed}`, `${confirmed} adds confirmed in ${revisions} revisions`);
  expect(violations, `SEED=${seed}`).toEqual([]);
  expect(confirmed).toBeGreaterThan(CYCLES);
});
