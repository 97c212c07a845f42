/** `npm run backups -- 200`: as many backups as asked for, in rounds of twenty on a store of their own. */
import { backups } from './backups.ts';
import { Findings } from './faults/findings.ts';
import { runLong } from './faults/longRun.ts';

const ROUND = 20;

await runLong({
  name: 'backups',
  times: 40,
  async run({ times, seed, open }) {
    const findings = new Findings();
    for (let done = 0; done < times; done += ROUND) {
      const round = { times: Math.min(ROUND, times - done), seed: seed + done };
      findings.take(await open((sandbox) => backups(sandbox, round)), `SEED=${round.seed}`);
    }
    return findings;
  },
});
