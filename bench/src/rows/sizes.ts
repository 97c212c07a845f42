/** What the size of a list costs: opening it, and one edit in it. */
import { buildStore, fillList, startOn } from '../../../packages/e2e/src/growth/data.ts';
import { dial, openList } from '../../../packages/e2e/src/growth/lightClient.ts';
import type { Sandbox } from '../../../packages/e2e/src/sandbox.ts';
import type { Bench } from '../bench.ts';
import { type Line, ratio } from '../figures/line.ts';
import { median } from '../figures/statistics.ts';
import { startGenerator } from '../load/startGenerator.ts';
import { interleave } from '../rounds.ts';

/** A store with a list of each size, as a server leaves it behind that was stopped. */
async function listsOf(sandbox: Sandbox, sizes: readonly number[]): Promise<{ dataDir: string; ids: string[] }> {
  let ids: string[] = [];
  const dataDir = await buildStore(sandbox, 'sizes', async (building) => {
    ids = await building.lists(sizes.length);
    for (const [index, size] of sizes.entries()) await fillList(building, ids[index] ?? '', size);
  });
  const { server } = await startOn(sandbox, dataDir);
  const client = await dial(server);
  for (const list of ids) {
    await openList(client, { list, follow: false });
    await client.ask('todo:add', { op: `after-${list}`, list, todos: [{ title: 'one more' }] });
  }
  await server.end('SIGTERM');
  return { dataDir, ids };
}

const inWords = (size: number) => size.toLocaleString('en-US').replaceAll(',', ' ');
/** A warm opening is measured so often in a round, and counts with its median. */
const WARM = 5;

export async function opening({ sandbox, quick, rounds }: Bench): Promise<Line[]> {
  const sizes = [100, 10_000, 100_000];
  const { dataDir, ids } = await listsOf(sandbox, sizes);
  const figures = ['cold', 'coldParsed', 'warm', 'warmParsed'] as const;
  const measured = await interleave(
    quick ? 1 : rounds,
    sizes.map((size, index) => [
      String(size),
      async () => {
        const { server } = await startOn(sandbox, dataDir);
        const load = await startGenerator(sandbox, {
          act: 'openings',
          place: { url: server.url, token: server.token },
        });
        const lists = ids.slice(index, index + 1);
        const first = await load.run({ lists });
        const warm: number[] = [];
        const parsed: number[] = [];
        for (let time = 0; time < WARM; time += 1) {
          const again = await load.run({ lists });
          warm.push(again('opened'));
          parsed.push(again('parsed'));
        }
        load.end();
        await server.end('SIGTERM');
        const cold = { cold: first('opened'), coldParsed: first('parsed') };
        return { ...cold, warm: median(warm), warmParsed: median(parsed) } satisfies Record<
          (typeof figures)[number],
          number
        >;
      },
    ]),
    { warm: false },
  );
  return sizes.flatMap((size): Line[] => {
    const side = String(size);
    const about = { unit: 'ms', against: 'JSON.parse of the same bytes', generator: null };
    return [
      {
        ...{ ...about, what: `first opening of a list of ${inWords(size)} after a start`, goal: null },
        ...{ tock: measured(side, 'cold'), other: measured(side, 'coldParsed') },
      },
      {
        ...{ ...about, what: `opening a list of ${inWords(size)} again`, goal: ratio('at most', 3) },
        ...{ tock: measured(side, 'warm'), other: measured(side, 'warmParsed') },
      },
    ];
  });
}

export async function editing({ sandbox, quick, rounds, seconds }: Bench): Promise<Line[]> {
  const sizes = quick ? [10, 10_000, 100_000] : [10, 100, 1_000, 10_000, 100_000];
  const { dataDir, ids } = await listsOf(sandbox, sizes);
  const { server } = await startOn(sandbox, dataDir);
  const load = await startGenerator(sandbox, {
    ...{ act: 'turns', what: 'edit', until: 'answered', seconds: seconds / 2 },
    place: { url: server.url, token: server.token },
  });
  const measured = await interleave(
    rounds,
    sizes.map((size, index) => [
      String(size),
      async () => {
        const found = await load.run({ lists: ids.slice(index, index + 1), count: size });
        return { p50: found('p50') };
      },
    ]),
  );
  return sizes.slice(1).map((size) => ({
    ...{ what: `one edit in a list of ${inWords(size)}, p50`, unit: 'ms', tock: measured(String(size), 'p50') },
    ...{ against: 'in a list of 10', other: measured('10', 'p50'), goal: ratio('at most', 1.2), generator: null },
  }));
}
