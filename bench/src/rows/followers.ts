/** One list with many followers. */
import { buildStore, startOn } from '../../../packages/e2e/src/growth/data.ts';
import { processorMilliseconds } from '../../../packages/e2e/src/growth/processes.ts';
import type { Bench } from '../bench.ts';
import { type Line, ratio } from '../figures/line.ts';
import type { Dialect } from '../load/orders.ts';
import { startGenerator } from '../load/startGenerator.ts';
import { interleave } from '../rounds.ts';
import { startProgram } from '../servers/startProgram.ts';
import type { Measured } from './take.ts';

export async function followers({ sandbox, quick, rounds, seconds }: Bench): Promise<Line[]> {
  const clients = quick ? 500 : 2_000;
  let list = '';
  const dataDir = await buildStore(sandbox, 'followers', async (building) => {
    [list = ''] = await building.lists(1);
  });
  const { server } = await startOn(sandbox, dataDir);
  const side = async ({ url, token, pid }: Measured, dialect: Dialect) => {
    const place = { url, token };
    const load = await startGenerator(sandbox, { act: 'followers', place, dialect, clients, seconds, list });
    return async () => {
      const before = processorMilliseconds(pid);
      const found = await load.run();
      const used = processorMilliseconds(pid) - before;
      const micros = (used * 1_000) / found('count');
      return { rate: found('rate'), p99: found('p99'), micros, busy: found('busy') };
    };
  };
  const measured = await interleave(rounds, [
    ['tock', await side(server, 'tock')],
    ['Socket.IO', await side(await startProgram(sandbox, 'bareSocketIo.ts', { words: ['broadcast'] }), 'tock')],
    ['ws', await side(await startProgram(sandbox, 'bareWs.ts'), 'ws')],
  ]);
  const what = `one list, ${clients} followers`;
  const floors = [
    ['Socket.IO', 'bare Socket.IO broadcast', ratio('at least', 0.95)],
    ['ws', 'bare ws, one frame made once', ratio('at least', 0.6)],
  ] as const;
  return floors.flatMap(([floor, against, goal]): Line[] => {
    const generator = Math.max(...measured('tock', 'busy'), ...measured(floor, 'busy'));
    const figures = [
      [`${what}: deliveries`, 'rate', '/s', goal],
      ['– processor of the server', 'micros', 'µs/delivery', null],
      ['– a delivery takes, p99', 'p99', 'ms', null],
    ] as const;
    return figures.map(([name, metric, unit, wanted]) => ({
      ...{ what: name, unit, tock: measured('tock', metric), against, other: measured(floor, metric) },
      ...{ goal: wanted, generator: wanted === null ? null : generator },
    }));
  });
}
