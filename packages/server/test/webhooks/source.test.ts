/** What a webhook has to send, where its position is and history is not: never a gap without a word. */
import { expect, test } from 'vitest';
import { Source } from '../../src/webhooks/source.ts';
import { addTitles, createWorld, type World } from '../controllers/fixtures.ts';
import { grow, rest, thinned } from '../ledger/thinningWorld.ts';

const begin = ({ journal }: World) => ({ epoch: journal.identity.epoch, rev: 0, h: '' });

test('pages follow each other to the head, and chain values fit', async () => {
  const world = await createWorld();
  const source = new Source(world);
  await addTitles(world, 'first');
  for (let count = 2; count <= 40; count += 1) await addTitles(world, `todo ${count}`);
  const ids: string[] = [];
  let position = begin(world);
  for (;;) {
    const { anew, deliveries } = await source.page(world.inboxes.ana, position);
    expect(anew).toBeNull();
    if (deliveries.length === 0) break;
    ids.push(...deliveries.map(({ id }) => id));
    position = deliveries.at(-1)?.next ?? position;
  }
  const chains = await Promise.all(ids.map((_, index) => world.journal.chainAt(world.inboxes.ana, index + 1)));
  expect(ids).toEqual(chains.map((h, index) => `${position.epoch}:${index + 1}:${h}`));
  expect(ids).toHaveLength(40);
});

test('commits that are not kept any more are passed over, and the next delivery says which', async () => {
  const world = await createWorld(undefined, thinned);
  await grow(world, 400);
  const kept = await rest(world);
  expect(kept).toBeGreaterThan(20);
  const { deliveries } = await new Source(world).page(world.inboxes.ana, begin(world));
  const told = deliveries.map(({ body }) => JSON.parse(body));
  expect(told[0]).toMatchObject({ rev: kept, skipped: { from: 1, to: kept - 1 } });
  expect(told[1]).not.toHaveProperty('skipped');
});

test('in another history it begins at the head, and the next delivery says so, once', async () => {
  const world = await createWorld();
  const source = new Source(world);
  const { ana } = world.inboxes;
  await addTitles(world, 'one');
  await addTitles(world, 'two');
  const failing = { since: '2026-11-22T12:00:00Z', tries: 3 };
  const others = [
    { epoch: 'another', rev: 7, h: 'x', failing },
    // A copy of the files was put back: the same epoch, and yet another history.
    { ...begin(world), rev: 1, h: 'x', failing },
    { ...begin(world), rev: 9, h: 'x', failing },
  ];
  // Put back once more before anything was told: what the receiver knows of is still the history before.
  const twice = (await source.page(ana, others[0] ?? begin(world))).anew;
  const again = await source.page(ana, { ...(twice ?? begin(world)), epoch: 'one between' });
  expect(again.anew?.restored).toEqual({ epoch: 'another', rev: 7 });
  for (const position of others) {
    const { epoch, rev } = position;
    const { anew, deliveries } = await source.page(ana, position);
    expect(deliveries).toEqual([]);
    expect(anew).toMatchObject({ epoch: world.journal.identity.epoch, restored: { epoch, rev }, failing });
    const at = anew?.rev ?? 0;
    await addTitles(world, 'three', 'four');
    await addTitles(world, 'five');
    const next = await source.page(ana, anew ?? position);
    const told = next.deliveries.map(({ body }) => JSON.parse(body));
    expect(told.map((body) => body.rev)).toEqual([at + 1, at + 2]);
    expect(told[0].restored).toEqual({ epoch, rev });
    expect(told[1]).not.toHaveProperty('restored');
    expect(next.deliveries[0]?.next).not.toHaveProperty('restored');
  }
});
