/** `npm run standstills -- 20`: server and followers stand still by turns, for longer than a client waits for a sign of life. */
import { Findings } from './faults/findings.ts';
import { runLong } from './faults/longRun.ts';
import { standStill } from './faults/standstill.ts';

const LONGEST_MS = 15_000;
const SHORTEST_MS = 11_000;

await runLong({
  name: 'standstills',
  times: 10,
  async run({ times, seed, open }) {
    const findings = new Findings();
    for (let own = seed; own < seed + times; own += 1) {
      const who = own % 2 === 0 ? 'tockd' : 'followers';
      const milliseconds = SHORTEST_MS + (own % (LONGEST_MS - SHORTEST_MS));
      const found = await open((sandbox) => standStill(sandbox, { who, milliseconds, long: true, seed: own }));
      findings.take(found, `SEED=${own}`);
    }
    return findings;
  },
});
