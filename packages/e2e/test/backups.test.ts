import { expect, onTestFinished, test } from 'vitest';
import { backups } from '../src/backups.ts';
import { report } from '../src/measure.ts';
import { chooseSeed } from '../src/random.ts';
import { openSandbox } from '../src/sandbox.ts';

const TIMES = 5;

test(`R1 R3: ${TIMES} backups under load, with kill -9 in between, are sound, and a prefix of the history`, {
  timeout: 180_000,
}, async () => {
  const seed = chooseSeed();
  const findings = await backups(openSandbox(onTestFinished), { times: TIMES, seed, served: 1 });
  report(`backups, SEED=${seed}`, findings.inOneLine());
  expect(findings.violations, `SEED=${seed}`).toEqual([]);
  expect(findings.counts).toMatchObject({ backups: TIMES, 'lists served again': 3, send: expect.any(Number) });
});
