import { cpSync, readdirSync, renameSync, rmSync } from 'node:fs';
import type { Opened } from '@tock/shared';
import { expect, onTestFinished, test } from 'vitest';
import { Chance } from '../src/chance.ts';
import { ask, connect } from '../src/client.ts';
import { Asked } from '../src/faults/asked.ts';
import { auditRun } from '../src/faults/audit.ts';
import type { Loaded } from '../src/faults/load.ts';
import { readStored } from '../src/faults/storedList.ts';
import { keepWriting } from '../src/faults/writer.ts';
import { report } from '../src/measure.ts';
import { openProxy } from '../src/proxy.ts';
import { chooseSeed } from '../src/random.ts';
import { asRest } from '../src/rest/asRest.ts';
import { readEvents } from '../src/rest/eventReader.ts';
import { askRest, readRest } from '../src/rest/http.ts';
import { openSandbox } from '../src/sandbox.ts';
import { type Server, startServer } from '../src/tockd.ts';
import { until } from '../src/until.ts';

const ROUNDS = 8;

const add = (server: Server, op: string) =>
  askRest(server, {
    method: 'POST',
    path: '/v1/lists/inbox/todos',
    headers: { 'idempotency-key': op, 'content-type': 'application/json' },
    body: JSON.stringify({ title: op }),
  });

test('R4 R7: an EventSource sees every revision once and in order, through cuts and kill -9, while both doors write', {
  timeout: 120_000,
}, async () => {
  const seed = chooseSeed();
  const chance = new Chance(seed);
  const sandbox = openSandbox(onTestFinished);
  let server = await startServer(sandbox);
  const proxy = await openProxy(sandbox, server);
  const { epoch } = await readRest<Opened>(server, '/v1/lists/inbox');
  const reader = readEvents({ ...server, url: proxy.url }, 'inbox', `${epoch}:0`);
  sandbox.atEnd(() => reader.close());

  const asked = new Asked();
  let over = false;
  const socket = connect(server, { again: true });
  sandbox.atEnd(() => {
    over = true;
    socket.disconnect();
  });
  const count = () => reader.commits.flatMap(({ commit }) => commit.changes).filter(({ n }) => n !== null).length;
  const load = { list: 'inbox', asked, goOn: () => !over, count: () => Math.min(count(), 40) };
  const bySocket = (loaded: Loaded) => loaded.sendBy((name, request) => ask(socket, name, request));
  const writers = [
    keepWriting({
      ...load,
      name: 'the socket',
      chance: chance.apart(),
      send: bySocket,
      ready: () => until('the socket to be back', () => socket.connected || over, 30_000),
    }),
    keepWriting({
      ...load,
      name: 'REST',
      chance: chance.apart(),
      // What REST has no word for goes the other way: nobody may tell.
      send: (loaded) =>
        loaded.sendBy((name, request) => {
          const said = asRest(name, request);
          return said === null ? ask(socket, name, request) : askRest(server, said);
        }),
      ready: () => until('the server to be back', () => socket.connected || over, 30_000),
    }),
  ];
  for (const writer of writers) writer.catch(() => undefined);

  const faults = {
    cut: () => proxy.cut(),
    'cut within an event': () => proxy.cutWithin(),
    'kill -9': async () => {
      await server.end('SIGKILL');
      server = await server.again();
    },
  };
  const names = Object.keys(faults) as (keyof typeof faults)[];
  for (let round = 0; round < ROUNDS; round += 1) {
    const goal = reader.commits.length + chance.whole(5, 25);
    await until('events to come', () => reader.commits.length >= goal || reader.ended, 30_000);
    // Each of them twice or more, in an order that the seed decides after the first.
    await faults[names[round % names.length] ?? chance.one(names)]();
  }
  const goal = reader.commits.length + 10;
  await until('events to come', () => reader.commits.length >= goal || reader.ended, 30_000);
  over = true;
  await Promise.all(writers);

  const stored = await readStored(server, 'inbox');
  await until('the reader to be at the head', () => reader.commits.at(-1)?.commit.rev === stored.state.rev, 30_000);
  report(
    `EventSource through faults, SEED=${seed}`,
    `${stored.state.rev} revisions, ${reader.openings.length} openings`,
  );
  const { commits, chain } = stored;
  expect(reader.commits.map(({ id, commit: { rev, h } }) => [id, rev, h])).toEqual(
    commits.map(({ rev }) => [`${epoch}:${rev}:${chain[rev]}`, rev, chain[rev]]),
  );
  expect(reader.commits.map(({ commit: { at, changes } }) => [at, changes.map(({ id, type }) => [id, type])])).toEqual(
    commits.map(({ at, requests }) => [
      at,
      requests.flatMap(({ changes }) => changes.map(({ id, type }) => [id, type])),
    ]),
  );
  // Each time it went on behind the last event that it had.
  expect(reader.openings.length).toBeGreaterThan(ROUNDS / 2);
  expect(reader.openings.slice(1).map(({ id }) => id)).toEqual(
    reader.openings.slice(1).map(({ after }) => reader.commits[after - 1]?.id),
  );
  expect(auditRun(asked, stored), `SEED=${seed}`).toEqual([]);
});

test.each([
  ['an older copy', 'revision 2 of this list is another one here'],
  ['an empty folder', 'another history'],
])('R4: %s in place of the store is said to an EventSource, and nothing of it is told', async (what, why) => {
  const sandbox = openSandbox(onTestFinished);
  const first = await startServer(sandbox);
  const { dataDir } = first;
  await add(first, 'one');
  await first.end('SIGTERM');
  cpSync(dataDir, `${dataDir}.old`, { recursive: true });
  if (what === 'an empty folder') {
    // The token is that of before, so that it is not refused for another reason.
    for (const file of readdirSync(`${dataDir}.old`))
      if (file !== 'credentials.json') rmSync(`${dataDir}.old/${file}`, { recursive: true });
  }
  const second = await first.again();
  const { epoch } = await readRest<Opened>(second, '/v1/lists/inbox');
  const reader = readEvents(second, 'inbox', `${epoch}:0`);
  sandbox.atEnd(() => reader.close());
  await add(second, 'two');
  await until('both', () => reader.commits.length === 2);
  await second.end('SIGKILL');
  rmSync(dataDir, { recursive: true });
  renameSync(`${dataDir}.old`, dataDir);
  const third = await second.again();
  expect(third.token).toBe(second.token);
  for (const op of ['another one', 'another two', 'another three']) await add(third, op.replace(' ', '-'));
  await until('the reader to be refused', () => reader.ended, 20_000);
  expect(reader.refused).toMatchObject({ code: 'server_behind', status: 409, retryable: false });
  expect(reader.refused?.detail).toContain(why);
  expect(reader.commits.map(({ commit }) => commit.changes.map((change) => 'title' in change && change.title))).toEqual(
    [['one'], ['two']],
  );
});
