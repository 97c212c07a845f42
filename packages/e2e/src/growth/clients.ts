/** Many clients at once: what one costs that does nothing, what stopped ones cost the others, how all come back together. */
import type { Sandbox } from '../sandbox.ts';
import { keepAdding } from './adding.ts';
import { type Crowd, type Orders, startCrowd } from './crowd.ts';
import { buildStore, fillList, History, idOf, startOn } from './data.ts';
import { dial, openList, type Place } from './lightClient.ts';
import { inspectable, memoryAfterCollection, processorMilliseconds, residentMegabytes } from './processes.ts';
import { atMost, figure, inDigits, quantile, type Row } from './table.ts';

async function gather(sandbox: Sandbox, place: Place, orders: Orders): Promise<Crowd> {
  return startCrowd(place, orders, (task) => sandbox.atEnd(task));
}

/** Clients that are signed in and follow a list, and do nothing. */
export async function idleClients(sandbox: Sandbox, count: number): Promise<Row[]> {
  const dataDir = await buildStore(sandbox, 'idle', async () => {});
  const { server } = await startOn(sandbox, dataDir, inspectable);
  const none = await memoryAfterCollection(server);
  await (await gather(sandbox, server, { count, list: 'inbox' })).go();
  // The first ones also bring what a burst of sign-ins leaves behind: pages of the heap that are used again.
  const first = await memoryAfterCollection(server);
  await (await gather(sandbox, server, { count, list: 'inbox' })).go();
  const second = await memoryAfterCollection(server);
  await server.end('SIGKILL');
  const each = (after: number, before: number) => ((after - before) * 1024) / count;
  const what = `${count} idle clients more`;
  return [
    figure(
      `the first ${count} idle clients: memory of the process for each`,
      each(first.resident, none.resident),
      'KB',
    ),
    atMost(`${what}: memory of the process for each`, each(second.resident, first.resident), 40, 'KB'),
    atMost(`${what}: heap for each`, each(second.heap, first.heap), 40, 'KB'),
  ];
}

/** How long a heartbeat takes to tell of a commit that was lost on its way. */
export async function lostBroadcast(sandbox: Sandbox, lists: number): Promise<Row[]> {
  let ids: string[] = [];
  const dataDir = await buildStore(sandbox, 'lost', async (building) => {
    ids = await building.lists(lists);
  });
  const { server } = await startOn(sandbox, dataDir);
  const author = await dial(server);
  const found = await Promise.all(
    ids.map(async (list, index) => {
      const client = await dial(server);
      await openList(client, { list, follow: true });
      // At all points of whatever rhythm the server has.
      await new Promise((resolve) => setTimeout(resolve, (index * 5_000) / lists));
      const began = performance.now();
      const told = new Promise<number>((resolve) => {
        client.on('heartbeat', ({ rev }) => rev > 0 && resolve(performance.now() - began));
      });
      await author.ask('todo:add', { op: `lost-${index}`, list, todos: [{ title: 'lost' }] });
      return told;
    }),
  );
  await server.end('SIGKILL');
  const longest = Math.max(...found) / 1_000;
  return [
    atMost(
      'a lost broadcast is found after',
      longest,
      5,
      's',
      `at the latest of ${lists}; p50 ${inDigits(quantile(found, 0.5) / 1_000)}`,
    ),
  ];
}

/** Many readers are stopped while a list goes on; others in it must not notice. */
export async function stoppedReaders(sandbox: Sandbox, count: number, seconds: number): Promise<Row[]> {
  const dataDir = await buildStore(sandbox, 'stopped', async () => {});
  const { server } = await startOn(sandbox, dataDir);
  const crowd = await gather(sandbox, server, { count, list: 'inbox' });
  await crowd.go();
  const [reader, author] = [await dial(server), await dial(server)];
  await openList(reader, { list: 'inbox', follow: true });
  const sent = new Map<number, number>();
  const late: number[] = [];
  reader.on('committed', ({ rev }) => {
    const at = sent.get(rev);
    if (at !== undefined) late.push(performance.now() - at);
  });
  // The list stays as small as it is, so that what grows is what waits for somebody.
  let { rev } = (await author.ask('todo:add', { op: 'first', list: 'inbox', todos: [{ title: 'a todo' }] })).value;
  const notes = 'x'.repeat(500);
  const change = async (): Promise<void> => {
    rev += 1;
    sent.set(rev, performance.now());
    const set = { notes: `${rev} ${notes}` };
    await author.ask('todo:edit', { op: `event-${rev}`, list: 'inbox', todo: '1', set });
  };
  const events = async (lasting: number): Promise<void> => {
    for (let began = performance.now(), made = 0; performance.now() - began < lasting * 1_000; ) {
      if (made <= ((performance.now() - began) / 1_000) * 200) {
        await change();
        made += 1;
      } else await new Promise((resolve) => setTimeout(resolve, 1));
    }
  };
  await events(5);
  const before = residentMegabytes(server.pid);
  late.length = 0;
  crowd.signal('SIGSTOP');
  let most = 0;
  const looking = setInterval(() => {
    most = Math.max(most, residentMegabytes(server.pid));
  }, 100);
  await events(seconds);
  clearInterval(looking);
  const told = [...late];
  crowd.signal('SIGKILL');
  await crowd.exited;
  await server.end('SIGKILL');
  return [
    atMost(`${count} stopped readers, 200 events a second for ${seconds} s: memory`, most - before, 100, 'MB'),
    atMost(
      'the others get an event after, p99',
      quantile(told, 0.99),
      200,
      'ms',
      `p50 ${inDigits(quantile(told, 0.5))} (${told.length})`,
    ),
  ];
}

/** Everyone comes back at once, some commits behind, to a server that has just been started. */
export async function storm(sandbox: Sandbox, count: number, behind: number): Promise<Row[]> {
  let list = '';
  const dataDir = await buildStore(sandbox, 'storm', async (building) => {
    [list = ''] = await building.lists(1);
    await fillList(building, list, 10);
    const history = await History.continued(building, list);
    for (let step = 0; step < behind + 100; step += 1) {
      const title = `edited ${step}`;
      const id = idOf(list, 1 + (step % 10));
      await history.commit([{ type: 'todo_edited', id, title, set: { title }, was: { title: 'before' } }]);
    }
    await history.written();
  });
  const { server } = await startOn(sandbox, dataDir);
  const author = await dial(server);
  const { value } = await openList(author, { list, follow: false });
  const since = { epoch: value.epoch, rev: value.rev - behind };
  const crowds = await Promise.all([0, 1].map(() => gather(sandbox, server, { count: count / 2, list, since })));
  const stop = keepAdding(author, 'inbox');
  const processor = processorMilliseconds(server.pid);
  const began = performance.now();
  const gathered = await Promise.all(crowds.map((crowd) => crowd.go()));
  const cuts = gathered.reduce((sum, crowd) => sum + crowd.cuts, 0);
  const milliseconds = performance.now() - began;
  const used = processorMilliseconds(server.pid) - processor;
  const beside = await stop();
  await server.end('SIGKILL');
  return [
    atMost(
      `${count} clients resume ${behind} commits behind: all current after`,
      milliseconds / 1_000,
      10,
      's',
      `${cuts} were cut and came again`,
    ),
    figure('processor of the server for each', used / count, 'ms'),
    figure(
      'adds in another list meanwhile, p99',
      quantile(beside, 0.99),
      'ms',
      `p50 ${inDigits(quantile(beside, 0.5))} (${beside.length})`,
    ),
  ];
}
