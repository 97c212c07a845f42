import { describe, expect, onTestFinished, test } from 'vitest';
import { Chance } from '../src/chance.ts';
import { diskFaults } from '../src/faults/diskFault.ts';
import { sufferDiskFault } from '../src/faults/diskFaults.ts';
import { report } from '../src/measure.ts';
import { chooseSeed } from '../src/random.ts';
import { openSandbox } from '../src/sandbox.ts';
import { tools } from '../src/tools.ts';

describe.skipIf(!tools.strace)('with strace', () => {
  test.for(diskFaults)('R1 R10: $name, and nothing acknowledged is lost, made up or twice', async (fault) => {
    const seed = chooseSeed();
    const chance = new Chance(seed);
    const run = { fault, nth: chance.whole(1, fault.inAll), onwards: chance.happens(0.5), seed };
    const { findings } = await sufferDiskFault(openSandbox(onTestFinished), run);
    report(`${fault.name}, SEED=${seed}`, findings.inOneLine());
    expect(findings.violations, `SEED=${seed}`).toEqual([]);
  });
});
