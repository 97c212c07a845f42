import { expect, onTestFinished, test } from 'vitest';
import { standStill } from '../src/faults/standstill.ts';
import { report } from '../src/measure.ts';
import { chooseSeed } from '../src/random.ts';
import { openSandbox } from '../src/sandbox.ts';

test.for(['tockd', 'followers'] as const)(
  'R4 R7: when %s stood still, all are current and nothing is twice',
  async (who) => {
    const seed = chooseSeed();
    const sandbox = openSandbox(onTestFinished);
    const findings = await standStill(sandbox, { who, milliseconds: 1_000, long: false, seed });
    report(`${who} stood still, SEED=${seed}`, findings.inOneLine());
    expect(findings.violations, `SEED=${seed}`).toEqual([]);
  },
);
