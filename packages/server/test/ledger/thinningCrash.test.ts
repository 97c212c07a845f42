/** A server that dies while commits are let go: nothing that is kept is harmed, and the rest goes the next time. */
import { expect, test } from 'vitest';
import { JournalFault } from '../../src/journal/journal.ts';
import { createWorld, titlesOf } from '../controllers/fixtures.ts';
import { HeldJournal } from '../heldJournal.ts';
import { digestOf, grow, isGone, rest, stored, thinned } from './thinningWorld.ts';

/** A journal whose appends are stored at once. */
async function flowingJournal() {
  const journal = await HeldJournal.open();
  const flow = async () => {
    for (;;) await (await journal.next()).store();
  };
  void flow();
  return journal;
}

test.each([0, 1, 128, 200])(
  'a crash in the middle of letting go, after %d commits, heals the next time',
  async (gone) => {
    const journal = await flowingJournal();
    const faults: unknown[] = [];
    const dying = { ...thinned, fault: (error: unknown) => void faults.push(error) };
    const world = await createWorld(journal, dying);
    await grow(world, 500);
    const before = await digestOf(world);
    const discard = journal.stored.discard.bind(journal.stored);
    journal.discard = async (list) => {
      await discard(list, gone + 1);
      throw new JournalFault('the power is gone');
    };
    await rest(world);
    expect(faults).toHaveLength(1);
    const again = await createWorld(journal.stored, thinned);
    expect(await digestOf(again)).toBe(before);
    const [first] = await stored(journal.stored, again);
    expect(await journal.stored.read(world.inboxes.ana, gone, { limit: 1, maximumBytes: 1 })).toMatchObject([
      { rev: gone + 1 },
    ]);
    await grow(again, 300);
    const kept = await rest(again);
    expect(kept).toBeGreaterThan(first ?? 0);
    for (const rev of [gone + 1, (first ?? 0) - 1, kept - 1])
      expect(await isGone(journal.stored, world, rev)).toBe(true);
    expect(await titlesOf(await createWorld(journal.stored, thinned))).toHaveLength(800);
  },
);

test('a crash between the snapshot that gives commits up and letting them go heals as well', async () => {
  const journal = await flowingJournal();
  const world = await createWorld(journal, { ...thinned, fault: () => {} });
  await grow(world, 500);
  journal.discard = () => Promise.reject(new JournalFault('the power is gone'));
  await rest(world);
  const [first = 0] = await stored(journal.stored, world);
  expect(first).toBeGreaterThan(1);
  expect(await journal.stored.read(world.inboxes.ana, 0, { limit: 1, maximumBytes: 1 })).toHaveLength(1);
  const again = await createWorld(journal.stored, thinned);
  await grow(again, 200);
  await rest(again);
  for (const rev of [1, 2, first - 1, first]) expect(await isGone(journal.stored, world, rev)).toBe(true);
});

test('a store without room for the snapshot lets nothing go', async () => {
  const journal = await flowingJournal();
  const reported: unknown[] = [];
  const world = await createWorld(journal, { ...thinned, report: (error) => void reported.push(error) });
  await grow(world, 500);
  journal.snapshotAnswer = async () => 'full';
  expect(await rest(world)).toBe(1);
  expect(reported).toHaveLength(1);
  expect(await stored(journal.stored, world)).toHaveLength(500);
});
