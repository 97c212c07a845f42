/** One list of a hundred thousand: how it opens, what others notice of it, what an edit in it costs. */
import type { Sandbox } from '../sandbox.ts';
import { keepAdding } from './adding.ts';
import { buildStore, fillList, startOn } from './data.ts';
import { parseFloor } from './floors.ts';
import { dial, type LightClient, openList } from './lightClient.ts';
import { peakMegabytes, processorMilliseconds, residentMegabytes } from './processes.ts';
import { atMost, figure, inDigits, quantile, type Row } from './table.ts';

/** What editing costs in a list: the time that each takes. */
async function edits(client: LightClient, list: string, numbers: number, count: number): Promise<number[]> {
  const times: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const todo = String(1 + ((index * 7_919) % numbers));
    const began = performance.now();
    const edited = await client.ask('todo:edit', {
      op: `edit-${process.hrtime.bigint()}`,
      list,
      todo,
      set: { title: `edited ${index} at ${began}` },
    });
    if (!edited.ok) throw new Error(`an edit was refused: ${edited.problem?.message}`);
    times.push(performance.now() - began);
  }
  return times;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** Opens a list of so many todos cold, while somebody adds in another. */
export async function largeList(sandbox: Sandbox, todos: number, editsCompared: number): Promise<Row[]> {
  let [large, small, other] = ['', '', ''];
  const dataDir = await buildStore(sandbox, 'large-list', async (building) => {
    [large = '', small = '', other = ''] = await building.lists(3);
    await fillList(building, large, todos, 500);
    await fillList(building, small, 10);
  });
  const replaying = await startOn(sandbox, dataDir);
  const first = await dial(replaying.server);
  const beganReplay = performance.now();
  await openList(first, { list: large, follow: false });
  const replay = performance.now() - beganReplay;
  await first.ask('todo:add', { op: 'growth-after', list: large, todos: [{ title: 'one more' }] });
  await replaying.server.end('SIGTERM');

  const alone = await startOn(sandbox, dataDir);
  const idle = await dial(alone.server);
  const beganAlone = performance.now();
  await openList(idle, { list: large, follow: false });
  const cold = performance.now() - beganAlone;
  const beganWarm = performance.now();
  await openList(idle, { list: large, follow: false });
  const warm = performance.now() - beganWarm;
  await alone.server.end('SIGTERM');

  const { server } = await startOn(sandbox, dataDir);
  const [reader, author] = [await dial(server), await dial(server)];
  const stopQuiet = keepAdding(author, other);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const quiet = await stopQuiet();
  const stop = keepAdding(author, other);
  const began = performance.now();
  const processor = processorMilliseconds(server.pid);
  await openList(reader, { list: large, follow: true });
  const busy = performance.now() - began;
  const meanwhile = await stop();
  const used = processorMilliseconds(server.pid) - processor;
  const memory = residentMegabytes(server.pid);
  await openList(reader, { list: small, follow: true });
  // In turns, so that whatever else the machine does falls on both.
  const times = { large: [] as number[], small: [] as number[] };
  await edits(author, small, 10, 200);
  await edits(author, large, todos, 200);
  const spent = { large: 0, small: 0 };
  for (let round = 0; round < 10; round += 1) {
    for (const [which, list, numbers] of [
      ['small', small, 10],
      ['large', large, todos],
    ] as const) {
      const before = processorMilliseconds(server.pid);
      times[which].push(...(await edits(author, list, numbers, editsCompared / 10)));
      spent[which] += processorMilliseconds(server.pid) - before;
    }
  }
  const peak = peakMegabytes(server.pid);
  await server.end('SIGKILL');
  const ratio = quantile(times.large, 0.5) / quantile(times.small, 0.5);
  return [
    figure(`a list of ${todos}, without a snapshot: opened cold`, replay, 'ms'),
    atMost(
      `a list of ${todos}: opened cold`,
      cold,
      1_000,
      'ms',
      `× ${inDigits(cold / parseFloor(todos))} of JSON.parse of it`,
    ),
    figure('the same again, from memory', warm, 'ms'),
    figure(
      'adds in another list before',
      quantile(quiet, 0.99),
      'ms',
      `p50 ${inDigits(quantile(quiet, 0.5))}, worst ${inDigits(Math.max(...quiet))} (${quiet.length})`,
    ),
    atMost(
      'adds in another list meanwhile, p99',
      quantile(meanwhile, 0.99),
      20,
      'ms',
      `p50 ${inDigits(quantile(meanwhile, 0.5))}, worst ${inDigits(Math.max(...meanwhile))} (${meanwhile.length})`,
    ),
    figure('opening it meanwhile', busy, 'ms', `${inDigits(used)} ms of processor`),
    atMost('memory with it open', memory, 400, 'MB', `most ${inDigits(peak)}`),
    {
      what: `an edit in it, against one in a list of ten`,
      measured: `× ${inDigits(ratio)} p50, × ${inDigits(sum(times.large) / sum(times.small))} mean, × ${inDigits(spent.large / spent.small)} processor`,
      goal: '× 0.8 to × 1.2',
      ok: ratio < 1.2,
    },
  ];
}
