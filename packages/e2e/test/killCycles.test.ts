import { expect, onTestFinished, test } from 'vitest';
import { killCycles } from '../src/killCycles.ts';
import { report } from '../src/measure.ts';
import { chooseSeed } from '../src/random.ts';
import { openSandbox } from '../src/sandbox.ts';

const CYCLES = 30;

test(`R1 R4 R7: ${CYCLES} times kill -9 under load lose, repeat and reorder nothing`, {
  timeout: 120_000,
}, async () => {
  const seed = chooseSeed();
  const findings = await killCycles(openSandbox(onTestFinished), { cycles: CYCLES, seed });
  report(`kill -9, SEED=${seed}`, findings.inOneLine());
  expect(findings.violations, `SEED=${seed}`).toEqual([]);
  expect(findings.counts.stored).toBeGreaterThan(CYCLES);
});
