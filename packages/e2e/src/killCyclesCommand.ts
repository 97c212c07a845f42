/** `npm run kill-cycles -- 2000`: as many cycles as asked for, in rounds of a hundred on a store of their own. */
import { Findings } from './faults/findings.ts';
import { runLong } from './faults/longRun.ts';
import { killCycles } from './killCycles.ts';

const ROUND = 100;

await runLong({
  name: 'kill-cycles',
  times: 100,
  async run({ times, seed, open }) {
    const findings = new Findings();
    for (let done = 0; done < times; done += ROUND) {
      const round = { cycles: Math.min(ROUND, times - done), seed: seed + done };
      findings.take(await open((sandbox) => killCycles(sandbox, round)), `SEED=${round.seed}`);
    }
    return findings;
  },
});
