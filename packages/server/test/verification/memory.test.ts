/** What a server has in memory is held against its store, at the revision where it stood; and it is told to nobody else. */
import { join } from 'node:path';
import { DIRECTORY, type DirectoryChange, hashToken, randomIdentifier, success } from '@tock/shared';
import { expect, onTestFinished, test } from 'vitest';
import { Directory } from '../../src/identity/directory.ts';
import { newToken } from '../../src/identity/tokens.ts';
import { openStore } from '../../src/journal/store.ts';
import { StoreReader } from '../../src/journal/storeReader.ts';
import { type MemoryReport, reportMemory } from '../../src/verification/memoryReport.ts';
import { verifyStore } from '../../src/verification/verifyStore.ts';
import { addTitles, createWorld, type World } from '../controllers/fixtures.ts';
import { add, connect, startServer } from '../doors/fixtures.ts';
import { temporaryFolder } from '../journal/fixtures.ts';

async function openWorld(): Promise<{ path: string; world: World }> {
  const path = join(temporaryFolder(), 'tock.db');
  const journal = await openStore(`sqlite:${path}`);
  onTestFinished(() => journal.close());
  const world = await createWorld(journal);
  for (const title of ['milk', 'eggs', 'bread']) await addTitles(world, title);
  return { path, world };
}

const report = ({ journal, directory, ledgers }: World) =>
  reportMemory({ epoch: journal.identity.epoch, directory: () => directory.state, ledgers });

async function verified(path: string, memory: MemoryReport) {
  const reader = StoreReader.open(path);
  try {
    return await verifyStore(reader, memory);
  } finally {
    reader.close();
  }
}

test('memory that is what the store has is so, also when the list moved on since', async () => {
  const { path, world } = await openWorld();
  const memory = await report(world);
  expect(Object.keys(memory.lists).sort()).toEqual([DIRECTORY, world.inboxes.ana].sort());
  await addTitles(world, 'rice');
  expect(await verified(path, memory)).toMatchObject({ problems: [], compared: 2 });
  expect(await verified(path, await report(world))).toMatchObject({ problems: [], compared: 2 });
});

test('a todo that is another one in memory is found', async () => {
  const { path, world } = await openWorld();
  const { ana } = world.inboxes;
  await world.ledgers.use(ana, async ({ state }) => {
    const todo = state.numbered(2);
    if (todo !== undefined) state.blocks.put({ ...todo, title: 'leggs' });
  });
  expect((await verified(path, await report(world))).problems).toEqual([
    `list ${ana} at revision 3: what the server has in memory is not what the store has`,
  ]);
});

test('a directory that is another one in memory is found', async () => {
  const { path, world } = await openWorld();
  world.directory.state.people.add('mallory');
  const { problems } = await verified(path, await report(world));
  expect(problems).toEqual([
    `list directory at revision ${world.directory.state.rev}: what the server has in memory is not what the store has`,
  ]);
});

test('memory that is ahead of the store, of another chain or of another epoch is found', async () => {
  const { path, world } = await openWorld();
  const { ana } = world.inboxes;
  const { epoch, lists } = await report(world);
  const head = lists[ana] ?? { rev: 0, h: '', digest: '' };
  const of = async (memory: MemoryReport) => (await verified(path, memory)).problems;
  expect(await of({ epoch, lists: { [ana]: { ...head, rev: 4 } } })).toEqual([
    `list ${ana} at revision 4: the server has it in memory, and the store ends at revision 3`,
  ]);
  expect(await of({ epoch, lists: { [ana]: { ...head, h: 'xxxxxxxxxxxxxxxxxxxxxx' } } })).toEqual([
    `list ${ana} at revision 3: the server has another chain value in memory`,
  ]);
  expect(await of({ epoch: 'other', lists: {} })).toEqual([`the server has the epoch other, the store ${epoch}`]);
});

test('R12: only the token of the server’s own machine is told what is in memory', async () => {
  const journal = await openStore('memory:');
  const inbox = randomIdentifier();
  const other = { id: randomIdentifier(), token: newToken() };
  const fail = (error: unknown) => {
    throw error;
  };
  const dependencies = { journal, now: () => new Date().toISOString(), identifier: randomIdentifier };
  const directory = await Directory.load({ ...dependencies, emit: () => {}, report: fail, fault: fail });
  const changes: DirectoryChange[] = [
    { type: 'person_added', person: 'bo' },
    { type: 'device_added', id: other.id, person: 'bo', name: 'other', tokenHash: hashToken(other.token) },
    { type: 'list_created', id: inbox, name: 'inbox', owner: 'bo' },
  ];
  await directory.submit({ op: 'op', by: 'bo', fingerprint: 'op', plan: () => success({ changes }) });
  const server = await startServer(journal);
  const socket = await connect(server);
  expect(await add(socket, 'milk')).toMatchObject({ ok: true });

  const ask = async (headers: Record<string, string>, method = 'GET') =>
    fetch(`${server.url}/v1/memory`, { headers, method });
  const bearing = (token: string) => ({ authorization: `Bearer ${token}` });
  expect((await ask({})).status).toBe(401);
  expect((await ask(bearing(newToken()))).status).toBe(401);
  expect((await ask(bearing(other.token))).status).toBe(403);
  expect((await ask(bearing(server.token), 'POST')).status).toBe(405);
  const answers = await Promise.all([ask(bearing(server.token)), ask(bearing(server.token))]);
  for (const answer of answers) {
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      epoch: journal.identity.epoch,
      lists: { directory: { rev: 2 }, [inbox]: { rev: 1 } },
    });
  }
});
