/** `npm run network-faults -- 500`: as many seeds as asked for, each on a list and behind networks of its own. */
import { Findings } from './faults/findings.ts';
import { runLong } from './faults/longRun.ts';
import { sufferNetwork } from './faults/networkFaults.ts';
import { startServer } from './tockd.ts';

/** Runs at the same time, on one server. */
const SIDE_BY_SIDE = 3;

await runLong({
  name: 'network-faults',
  times: 50,
  run: ({ times, seed, open }) =>
    open(async (home) => {
      const findings = new Findings();
      const server = await startServer(home);
      let next = seed;
      const work = async () => {
        while (next < seed + times) {
          const own = next;
          next += 1;
          findings.take(await open((sandbox) => sufferNetwork(sandbox, server, own)), `SEED=${own}`);
          findings.count('runs');
        }
      };
      await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
      const { code } = await server.end('SIGTERM');
      if (code !== 0) findings.violated(`tockd ended with ${code}: ${server.log().slice(-600)}`);
      const faults = server.log().match(/^\{"level":[56]0.*$/gm) ?? [];
      findings.violated(...faults.map((line) => `tockd logged a fault: ${line.slice(0, 600)}`));
      return findings;
    }),
});
