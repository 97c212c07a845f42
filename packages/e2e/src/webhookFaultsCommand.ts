/** `npm run webhook-faults -- 200`: as many kills as asked for, in rounds of twenty on a store of their own. */
import { Findings } from './faults/findings.ts';
import { runLong } from './faults/longRun.ts';
import { webhookFaults } from './webhookFaults.ts';

const ROUND = 20;

await runLong({
  name: 'webhook-faults',
  times: 40,
  async run({ times, seed, open }) {
    const findings = new Findings();
    for (let done = 0; done < times; done += ROUND) {
      const round = { kills: Math.min(ROUND, times - done), seed: seed + done };
      findings.take(await open((sandbox) => webhookFaults(sandbox, round)), `SEED=${round.seed}`);
    }
    return findings;
  },
});
