/** What can be asked of webhooks: made once for each op, with the same secret; refused where they may not lead. */
import { limits } from '@tock/shared';
import { expect, test } from 'vitest';
import { addTitles, ana, createWorld, newOp, succeeded, type World } from './fixtures.ts';

const URL = 'https://example.com/hook';
const create = (world: World, request: { op?: string; list?: string; url?: string; description?: string } = {}) =>
  world.webhooks.create(ana, { op: newOp(), list: 'inbox', url: URL, ...request });
const read = async (world: World) => succeeded(await world.webhooks.read(ana, { list: 'inbox' })).webhooks;

test('a webhook begins behind the head of its list, and its secret is shown with its receipt', async () => {
  const world = await createWorld();
  await addTitles(world, 'one');
  await addTitles(world, 'two');
  const { webhook, changed, list } = succeeded(await create(world, { description: 'to the chat' }));
  expect(webhook).toMatchObject({ url: URL, secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/) });
  expect({ changed, list }).toEqual({ changed: true, list: world.inboxes.ana });
  expect(await read(world)).toMatchObject([
    { id: webhook?.id, url: URL, description: 'to the chat', by: 'ana', state: 'active', rev: 2, behind: 0 },
  ]);
  // Nothing that is stored has it.
  const stored = await world.journal.read('directory', 0, { limit: 100, maximumBytes: 1_000_000 });
  expect(JSON.stringify(stored)).not.toContain(webhook?.secret?.slice('whsec_'.length));
});

test('R7: the same op again is the same webhook with the same secret, after a restart too; other content is refused', async () => {
  const world = await createWorld();
  const request = { op: newOp(), list: 'inbox', url: URL };
  const first = succeeded(await world.webhooks.create(ana, request));
  expect(succeeded(await world.webhooks.create(ana, request))).toEqual(first);
  const again = await createWorld(world.journal);
  expect(succeeded(await again.webhooks.create(ana, request))).toEqual(first);
  expect(await read(again)).toHaveLength(1);
  expect(await create(again, { ...request, url: 'https://example.org/' })).toMatchObject({
    problem: { code: 'op_reused' },
  });
});

test('R7: a removal and a resumption are done once for each op, and say the same again', async () => {
  const world = await createWorld();
  const { webhook } = succeeded(await create(world));
  const named = { list: 'inbox', webhook: webhook?.id ?? '' };
  expect(succeeded(await world.webhooks.resume(ana, { op: newOp(), ...named }))).toMatchObject({ changed: false });
  expect(world.retried).toEqual([webhook?.id]);
  const removal = { op: newOp(), ...named };
  const first = succeeded(await world.webhooks.remove(ana, removal));
  expect(first).toMatchObject({ changed: true, webhook: { id: webhook?.id, url: URL } });
  expect(first.webhook).not.toHaveProperty('secret');
  expect(succeeded(await world.webhooks.remove(ana, removal))).toEqual(first);
  expect(await world.webhooks.remove(ana, { op: newOp(), ...named })).toMatchObject({ problem: { code: 'not_found' } });
  expect(await read(world)).toEqual([]);
});

test.each([
  'https://127.0.0.1/',
  'https://0x7f.1/',
  'https://localhost:7250/',
  'https://10.0.0.1/',
  'http://example.com/',
])('%s is refused where private targets are not allowed, and nothing is stored', async (url) => {
  const world = await createWorld();
  const hint = 'tockd --webhook-private-targets may allow it';
  expect(await create(world, { url })).toMatchObject({ problem: { code: 'refused', hint } });
  expect(await read(world)).toEqual([]);
});

test('a list has so many webhooks and no more', async () => {
  const world = await createWorld();
  for (let count = 0; count < limits.webhooks; count += 1) succeeded(await create(world));
  expect(await create(world)).toMatchObject({ problem: { code: 'refused' } });
  succeeded(await world.lists.create(ana, { op: newOp(), name: 'other' }));
  succeeded(await create(world, { list: 'other' }));
  const beginnings = (await read(world)).map(({ id }) => id.slice(0, 4));
  expect(new Set(beginnings).size).toBeGreaterThan(1);
});

test('a webhook of another list is not one of this list', async () => {
  const world = await createWorld();
  succeeded(await world.lists.create(ana, { op: newOp(), name: 'other' }));
  const { webhook } = succeeded(await create(world, { list: 'other' }));
  const removal = { op: newOp(), list: 'inbox', webhook: webhook?.id ?? '' };
  expect(await world.webhooks.remove(ana, removal)).toMatchObject({ problem: { code: 'not_found' } });
});

test('an archived list keeps its webhooks, and may have a new one', async () => {
  const world = await createWorld();
  succeeded(await world.lists.create(ana, { op: newOp(), name: 'other' }));
  succeeded(await create(world, { list: 'other' }));
  succeeded(await world.lists.archive(ana, { op: newOp(), list: 'other' }));
  succeeded(await create(world, { list: 'other' }));
  expect(succeeded(await world.webhooks.read(ana, { list: 'other' })).webhooks).toHaveLength(2);
});
