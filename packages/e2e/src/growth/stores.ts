/** Starts on large stores: what is ready how soon, and what it costs before anything is asked. */
import type { Sandbox } from '../sandbox.ts';
import { buildStore, fillList, History, idOf, startOn } from './data.ts';
import { startFloor } from './floors.ts';
import { dial, openList } from './lightClient.ts';
import { peakMegabytes, residentMegabytes } from './processes.ts';
import { atMost, figure, inDigits, quantile, type Row } from './table.ts';

export interface Sizes {
  /** Lists of ten todos each. */
  lists: number;
  /** How many of them are opened, one after another. */
  opened: number;
  /** Lists of a thousand todos each. */
  largeLists: number;
  /** Commits in one list of ten todos. */
  commits: number;
}

const timesStart = (milliseconds: number) => `× ${inDigits(milliseconds / startFloor())} of node -e 0`;

/** Many lists in the directory; many of them opened, one after another. */
export async function manyLists(sandbox: Sandbox, { lists, opened }: Sizes): Promise<Row[]> {
  let ids: string[] = [];
  const dataDir = await buildStore(sandbox, 'many-lists', async (building) => {
    ids = await building.lists(lists);
    for (const id of ids.slice(0, opened)) await fillList(building, id, 10);
  });
  const replayed = await startOn(sandbox, dataDir);
  const client = await dial(replayed.server);
  // A change of the directory, then a clean stop: what a server leaves behind by itself.
  await client.ask('list:create', { op: 'growth-after', name: 'one more' });
  await replayed.server.end('SIGTERM');
  const { server, milliseconds } = await startOn(sandbox, dataDir);
  const before = residentMegabytes(server.pid);
  const reader = await dial(server);
  const times: number[] = [];
  let half = 0;
  for (const list of ids.slice(0, opened)) {
    const began = performance.now();
    await openList(reader, { list, follow: false });
    times.push(performance.now() - began);
    if (times.length === opened / 2) half = residentMegabytes(server.pid);
  }
  const names: number[] = [];
  for (let time = 0; time < 5; time += 1) {
    const began = performance.now();
    await openList(reader, { list: `list ${time}`, follow: false });
    names.push(performance.now() - began);
  }
  const after = residentMegabytes(server.pid);
  await server.end('SIGKILL');
  return [
    figure(`${lists} lists, directory without a snapshot: ready`, replayed.milliseconds, 'ms'),
    atMost(`${lists} lists: ready`, milliseconds, 1_000, 'ms', timesStart(milliseconds)),
    atMost(`${lists} lists: memory before any is opened`, before, 200, 'MB'),
    atMost(
      `a list of ten, opened cold (${opened} of them)`,
      quantile(times, 0.5),
      10,
      'ms',
      `p99 ${inDigits(quantile(times, 0.99))}`,
    ),
    atMost('the same by its name', quantile(names, 0.5), 10, 'ms'),
    figure(`memory after ${opened / 2} lists were opened`, half, 'MB'),
    atMost(`memory after ${opened} lists were opened`, after, Math.round(half * 1.25), 'MB'),
  ];
}

/** A million todos in a thousand lists: ready after a kill. */
export async function manyTodos(sandbox: Sandbox, { largeLists }: Sizes): Promise<Row[]> {
  let ids: string[] = [];
  const dataDir = await buildStore(sandbox, 'many-todos', async (building) => {
    ids = await building.lists(largeLists);
    for (const id of ids) await fillList(building, id, 1_000);
  });
  const first = await startOn(sandbox, dataDir);
  const author = await dial(first.server);
  await author.ask('todo:add', { op: 'growth-after', list: ids[0], todos: [{ title: 'one more' }] });
  await first.server.end('SIGKILL');
  const { server, milliseconds } = await startOn(sandbox, dataDir);
  const memory = residentMegabytes(server.pid);
  const reader = await dial(server);
  const openAll = async (): Promise<number> => {
    for (const list of ids) await openList(reader, { list, follow: false });
    return peakMegabytes(server.pid);
  };
  const once = await openAll();
  const twice = await openAll();
  await server.end('SIGKILL');
  const what = `${largeLists * 1_000} todos in ${largeLists} lists`;
  return [
    atMost(`${what}: ready after kill -9`, milliseconds, 2_000, 'ms', timesStart(milliseconds)),
    atMost(`${what}: memory before any is opened`, memory, 200, 'MB'),
    figure(`${what}: most memory while all are opened in turn`, once, 'MB'),
    atMost(`${what}: the same while all are opened once more`, twice, Math.round(once * 1.25), 'MB'),
  ];
}

/** A list with a long history: its tail is bounded. */
export async function manyCommits(sandbox: Sandbox, { commits }: Sizes): Promise<Row[]> {
  let [short, long] = ['', ''];
  const dataDir = await buildStore(sandbox, 'many-commits', async (building) => {
    [short = '', long = ''] = await building.lists(2);
    await fillList(building, short, 10);
    await fillList(building, long, 10);
    const history = await History.continued(building, long);
    for (let step = 0; step < commits; step += 1) {
      const id = idOf(long, 1 + (step % 10));
      const title = `edited ${step}`;
      await history.commit([{ type: 'todo_edited', id, title, set: { title }, was: { title: 'before' } }]);
    }
    await history.written();
  });
  const timed = async (list: string) => {
    const { server } = await startOn(sandbox, dataDir);
    const client = await dial(server);
    const began = performance.now();
    await openList(client, { list, follow: false });
    const milliseconds = performance.now() - began;
    await server.end('SIGTERM');
    return milliseconds;
  };
  const first = await timed(long);
  const again: number[] = [];
  const compared: number[] = [];
  for (let time = 0; time < 3; time += 1) {
    again.push(await timed(long));
    compared.push(await timed(short));
  }
  return [
    figure(`${commits} commits in a list of ten, never opened before: opened cold`, first, 'ms'),
    atMost('the next start: opened cold', quantile(again, 0.5), 100, 'ms'),
    figure('a list of ten with one commit: opened cold', quantile(compared, 0.5), 'ms'),
  ];
}
