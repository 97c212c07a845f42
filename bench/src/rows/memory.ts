/** What a client, an open list and a todo cost in memory. */
import { buildStore, fillList, startOn } from '../../../packages/e2e/src/growth/data.ts';
import { inspectable, memoryAfterCollection } from '../../../packages/e2e/src/growth/processes.ts';
import type { Bench } from '../bench.ts';
import { type Line, ratio } from '../figures/line.ts';
import { startGenerator } from '../load/startGenerator.ts';
import { interleave } from '../rounds.ts';
import { startProgram } from '../servers/startProgram.ts';
import type { Measured } from './take.ts';

const KILOBYTES = 1024;

/** A server whose heap can be asked for. */
type Inspected = Measured & { log(): string };

export async function memory(bench: Bench): Promise<Line[]> {
  return [...(await idleClients(bench)), ...(await listsAndTodos(bench))];
}

/** Clients that are signed in and follow a list. The first ones of a server also bring what it needs once. */
async function idleClients({ sandbox, quick, rounds }: Bench): Promise<Line[]> {
  const clients = quick ? 500 : 1_000;
  const dataDir = await buildStore(sandbox, 'idle', async () => {});
  const { server } = await startOn(sandbox, dataDir, inspectable);
  const environment = { NODE_OPTIONS: '--inspect=127.0.0.1:0' };
  const floor = await startProgram(sandbox, 'bareSocketIo.ts', { environment });
  const side = async (inspected: Inspected) => {
    const { url, token } = inspected;
    const load = await startGenerator(sandbox, { act: 'idle', place: { url, token } });
    return async () => {
      const before = await memoryAfterCollection(inspected);
      await load.run({ lists: ['inbox'], count: clients });
      const after = await memoryAfterCollection(inspected);
      const each = (megabytes: number) => (megabytes * KILOBYTES) / clients;
      return { resident: each(after.resident - before.resident), heap: each(after.heap - before.heap) };
    };
  };
  const measured = await interleave(Math.min(rounds, 3), [
    ['tock', await side(server)],
    ['floor', await side(floor)],
  ]);
  const line = (what: string, metric: 'resident' | 'heap', goal: Line['goal']): Line => ({
    ...{ what, unit: 'KB', tock: measured('tock', metric), against: 'a client of bare Socket.IO' },
    ...{ other: measured('floor', metric), goal, generator: null },
  });
  return [
    line(`an idle client that follows a list (${clients} more a round): memory`, 'resident', ratio('at most', 1.6)),
    line('– heap alone', 'heap', ratio('at most', 1.6)),
  ];
}

/** Lists of ten that one client after the other opens, and one list of very many todos. */
async function listsAndTodos({ sandbox, quick }: Bench): Promise<Line[]> {
  const [lists, todos] = [quick ? 200 : 2_000, quick ? 20_000 : 100_000];
  let ids: string[] = [];
  const dataDir = await buildStore(sandbox, 'open', async (building) => {
    ids = await building.lists(lists + 1);
    for (const id of ids.slice(1)) await fillList(building, id, 10);
    await fillList(building, ids[0] ?? '', todos);
  });
  const { server } = await startOn(sandbox, dataDir, inspectable);
  const load = await startGenerator(sandbox, { act: 'openings', place: { url: server.url, token: server.token } });
  const opened = async (which: readonly string[]) => {
    const before = await memoryAfterCollection(server);
    for (const id of which) await load.run({ lists: [id] });
    return (((await memoryAfterCollection(server)).heap - before.heap) * KILOBYTES) / which.length;
  };
  const line = (what: string, unit: string, value: number): Line => ({
    ...{ what, unit, tock: [value], against: null, other: [], goal: null, generator: null },
  });
  await opened(ids.slice(1, 2));
  const list = await opened(ids.slice(2));
  return [
    line(`an open list of ten (${lists} of them): heap`, 'KB', list),
    line(`a todo in a list of ${todos}: heap`, 'bytes', ((await opened(ids.slice(0, 1))) * KILOBYTES) / todos),
  ];
}
