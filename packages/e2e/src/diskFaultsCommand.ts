/** `npm run disk-faults -- 500`: the first, second … call of the store fails, until none is left to fail or enough were run. */
import { diskFaults } from './faults/diskFault.ts';
import { sufferDiskFault } from './faults/diskFaults.ts';
import { Findings } from './faults/findings.ts';
import { runLong } from './faults/longRun.ts';

/** Servers at the same time. */
const SIDE_BY_SIDE = 2;
/** `FROM=40` begins with the fortieth call. */
const from = Number(process.env.FROM ?? '1');

await runLong({
  name: 'disk-faults',
  times: 100,
  async run({ times, seed, open }) {
    const findings = new Findings();
    const waiting = diskFaults.flatMap((fault) => [false, true].map((onwards) => ({ fault, onwards, nth: from })));
    let left = times;
    const work = async () => {
      for (let row = waiting.shift(); row !== undefined && left > 0; row = waiting.shift()) {
        left -= 1;
        const { fault, onwards, nth } = row;
        const { findings: found, met } = await open((sandbox) => sufferDiskFault(sandbox, { ...row, seed }));
        findings.take(found, `SEED=${seed} FROM=${nth}: ${fault.name}, ${nth}${onwards ? ' and onwards' : ''}`);
        findings.count('runs');
        if (met) waiting.push({ ...row, nth: nth + 1 });
        else findings.count(`${fault.name}${onwards ? ' for good' : ''}: calls in all`, nth - 1);
      }
    };
    await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
    return findings;
  },
});
