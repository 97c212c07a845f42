/** How soon tockd is ready after kill -9, with few todos and with very many. */
import { spawnSync } from 'node:child_process';
import { buildStore, fillList, startOn } from '../../../packages/e2e/src/growth/data.ts';
import type { Bench } from '../bench.ts';
import type { Line } from '../figures/line.ts';
import { interleave } from '../rounds.ts';

const EACH = 1_000;

/** A start of Node that does nothing, in milliseconds. */
function startOfNode(): number {
  const began = performance.now();
  spawnSync(process.execPath, ['-e', '0']);
  return performance.now() - began;
}

export async function starting({ sandbox, quick, rounds }: Bench): Promise<Line[]> {
  const many = quick ? 100 : 1_000;
  const storeOf = (lists: number) =>
    buildStore(sandbox, `starting-${lists}`, async (building) => {
      for (const id of await building.lists(lists)) await fillList(building, id, EACH);
    });
  const start = (dataDir: string) => async () => {
    const { server, milliseconds } = await startOn(sandbox, dataDir);
    await server.end('SIGKILL');
    return { milliseconds };
  };
  const measured = await interleave(rounds, [
    ['node', async () => ({ milliseconds: startOfNode() })],
    ['few', start(await storeOf(1))],
    ['many', start(await storeOf(many))],
  ]);
  const line = (what: string, side: 'few' | 'many', against: string, other: 'node' | 'few'): Line => ({
    ...{ what, unit: 'ms', tock: measured(side, 'milliseconds'), against, other: measured(other, 'milliseconds') },
    ...{ goal: null, generator: null },
  });
  const inWords = (lists: number) => (lists * EACH).toLocaleString('en-US').replaceAll(',', ' ');
  return [
    line(`ready after kill -9 with ${inWords(1)} todos`, 'few', 'node -e 0', 'node'),
    line(`ready after kill -9 with ${inWords(many)} todos`, 'many', 'node -e 0', 'node'),
    line('– the same', 'many', `with ${inWords(1)} todos`, 'few'),
  ];
}
