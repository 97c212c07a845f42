/** One add at a time: until it is confirmed, and until somebody else sees it. */
import { join } from 'node:path';
import { buildStore, startOn } from '../../../packages/e2e/src/growth/data.ts';
import type { Bench } from '../bench.ts';
import { type Line, ratio } from '../figures/line.ts';
import type { TurnsOrders } from '../load/orders.ts';
import { startGenerator } from '../load/startGenerator.ts';
import { interleave } from '../rounds.ts';
import { startProgram } from '../servers/startProgram.ts';

async function single(bench: Bench, until: TurnsOrders['until'], what: string, against: string): Promise<Line[]> {
  const { sandbox, rounds, seconds } = bench;
  let ids: readonly string[] = [];
  const dataDir = await buildStore(sandbox, 'single', async (building) => {
    ids = await building.lists(rounds + 1);
  });
  const { server } = await startOn(sandbox, dataDir);
  const synced = ['sync', join(dataDir, 'floor')];
  const words = until === 'seen' ? ['broadcast', ...synced] : synced;
  const floor = await startProgram(sandbox, 'bareSocketIo.ts', { words });
  const side = async ({ url, token }: { url: string; token: string | null }) => {
    const load = await startGenerator(sandbox, { act: 'turns', what: 'add', until, seconds, place: { url, token } });
    let round = 0;
    return async () => {
      const found = await load.run({ lists: ids.slice(round, round + 1) });
      round += 1;
      return { p50: found('p50'), p99: found('p99'), busy: found('busy') };
    };
  };
  const measured = await interleave(rounds, [
    ['tock', await side(server)],
    ['floor', await side(floor)],
  ]);
  const generator = Math.max(...measured('tock', 'busy'), ...measured('floor', 'busy'));
  return (['p50', 'p99'] as const).map((metric) => ({
    ...{ what: `${what}, ${metric}`, unit: 'ms', tock: measured('tock', metric), against },
    ...{ other: measured('floor', metric), goal: ratio('at most', 1.8), generator },
  }));
}

export const confirmed = (bench: Bench) =>
  single(bench, 'answered', 'one add at a time, until it is confirmed', 'bare Socket.IO: one fsync, ack');

export const seen = (bench: Bench) =>
  single(bench, 'seen', 'one add, until another client sees it', 'bare Socket.IO: one fsync, tells everyone');
