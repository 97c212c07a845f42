import { expect, test } from 'vitest';
import { report } from '../src/measure.ts';
import { chooseSeed } from '../src/random.ts';
import { runTwoDoors } from '../src/twoDoors/run.ts';

const RUNS = 8;

test(`R2 R4 R7: ${RUNS} sequences of what people do have the same answers and leave the same behind through both doors`, {
  timeout: 240_000,
}, async () => {
  const seed = chooseSeed();
  const { violations, counts } = await runTwoDoors(seed, RUNS);
  report(`two doors, SEED=${seed}`, JSON.stringify(counts));
  expect(violations, `SEED=${seed} npm run two-doors -- ${RUNS}`).toEqual([]);
  expect(counts.runs).toBe(RUNS);
  // What never happens is not compared.
  for (const what of ['changed', 'was so', 'invalid', 'conflict', 'refused', 'not_found', 'op_reused'] as const) {
    expect(counts[what] ?? 0, what).toBeGreaterThan(0);
  }
});
