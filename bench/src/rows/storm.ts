/** Everyone loses the server at once, and comes back when it has been started again. */
import { buildStore, fillList, startOn } from '../../../packages/e2e/src/growth/data.ts';
import { peakMegabytes, residentMegabytes } from '../../../packages/e2e/src/growth/processes.ts';
import type { Bench } from '../bench.ts';
import { figure, type Line, ratio } from '../figures/line.ts';
import { startGenerator } from '../load/startGenerator.ts';

const TODOS = 100;

export async function storm({ sandbox, quick, rounds }: Bench): Promise<Line[]> {
  const clients = quick ? 1_000 : 5_000;
  let list = '';
  const dataDir = await buildStore(sandbox, 'storm', async (building) => {
    [list = ''] = await building.lists(1);
    await fillList(building, list, TODOS);
  });
  let { server } = await startOn(sandbox, dataDir);
  const { url, token } = server;
  const load = await startGenerator(sandbox, { act: 'storm', place: { url, token }, clients, list });
  const found = { seconds: [] as number[], tries: [] as number[], peak: [] as number[], before: [] as number[] };
  let busy = 0;
  for (let round = 0; round < Math.min(rounds, 3); round += 1) {
    found.before.push(residentMegabytes(server.pid));
    const coming = load.run();
    await server.end('SIGKILL');
    server = await server.again({ words: ['--idle-exit', '0'] });
    const listening = Date.now();
    const came = await coming;
    found.seconds.push((came('currentAt') - listening) / 1_000);
    found.tries.push(came('tries') / clients);
    found.peak.push(peakMegabytes(server.pid));
    busy = Math.max(busy, came('busy'));
  }
  const tries = Math.max(...found.tries).toFixed(1);
  return [
    {
      ...{ what: `${clients} clients come back after kill -9 and a start: all current after`, unit: 's' },
      ...{ tock: found.seconds, against: null, other: [], goal: figure('at most', 30), generator: busy },
      remark: `at most ${tries} tries for each`,
    },
    {
      ...{ what: '– the most memory of the server meanwhile', unit: 'MB', tock: found.peak },
      ...{ against: 'with all of them there before', other: found.before, goal: ratio('at most', 2), generator: null },
    },
  ];
}
