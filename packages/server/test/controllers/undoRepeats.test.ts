/** Undo and redo once for each op, and in their turn (R7). */
import { describe, expect, test } from 'vitest';
import { HeldJournal } from '../heldJournal.ts';
import { addTitles, ana, createWorld, newOp, succeeded, titlesOf } from './fixtures.ts';
import { redo, rename, undo } from './undoSteps.ts';

describe('R7: the same undo again', () => {
  test.each(['undo', 'redo'] as const)(
    'a repeat of an %s gets its first receipt, and takes nothing more back',
    async (which) => {
      const world = await createWorld();
      await addTitles(world, 'milk');
      await rename(world, 'oats');
      await rename(world, 'rice');
      if (which === 'redo') for (let step = 0; step < 2; step += 1) await undo(world);
      const request = { op: newOp(), list: 'inbox' };
      const [first, flying] = await Promise.all([world.undo[which](ana, request), world.undo[which](ana, request)]);
      expect(first).toMatchObject({ ok: true });
      expect(flying).toEqual(first);
      const titles = await titlesOf(world);
      await addTitles(world, 'eggs');
      expect(await world.undo[which](ana, request)).toEqual(first);
      expect(await world.undo[which](ana, { ...request, list: world.inboxes.ana })).toEqual(first);
      const again = await createWorld(world.journal);
      expect(await again.undo[which](ana, request)).toEqual(first);
      expect(await again.undo[which === 'undo' ? 'redo' : 'undo'](ana, request)).toMatchObject({
        problem: { code: 'op_reused' },
      });
      expect(await titlesOf(again)).toEqual([...titles, 'eggs']);
    },
  );

  test('several at once with ops of their own take back one each', async () => {
    const world = await createWorld();
    for (const title of ['a', 'b', 'c', 'd']) await addTitles(world, title);
    const outcomes = await Promise.all([undo(world), undo(world), undo(world)]);
    expect(outcomes.map((outcome) => succeeded(outcome).undone?.rev).sort()).toEqual([2, 3, 4]);
    expect(await titlesOf(world)).toEqual(['a']);
  });
});

test('a repeat with a snapshot and a restart between gets its first receipt, and the stack goes on where it was', async () => {
  const world = await createWorld();
  for (let rev = 1; rev <= 150; rev += 1) await addTitles(world, `t${rev}`);
  const requests = [newOp(), newOp()].map((op) => ({ op, list: 'inbox' }));
  const first = [];
  for (const request of requests) first.push(await world.undo.undo(ana, request));
  const again = { op: newOp(), list: 'inbox' };
  first.push(await world.undo.redo(ana, again));
  await world.ledgers.use(world.inboxes.ana, (ledger) => ledger.rest());
  expect(await world.journal.readSnapshot(world.inboxes.ana)).toMatchObject({ rev: 153 });
  for (const now of [world, await createWorld(world.journal)]) {
    for (const [index, request] of requests.entries()) expect(await now.undo.undo(ana, request)).toEqual(first[index]);
    expect(await now.undo.redo(ana, again)).toEqual(first[2]);
  }
  const restarted = await createWorld(world.journal);
  expect(await redo(restarted)).toMatchObject({ value: { redone: { rev: 150 } } });
  expect(await redo(restarted)).toMatchObject({ problem: { code: 'refused' } });
  for (const rev of [150, 149, 148]) expect(await undo(restarted)).toMatchObject({ value: { undone: { rev } } });
});

test('in the queue behind other requests, an undo takes back what the person did last by then', async () => {
  const journal = await HeldJournal.open();
  const flow = async () => {
    for (;;) await (await journal.next()).store();
  };
  void flow();
  const world = await createWorld(journal);
  await addTitles(world, 'milk');
  const [first, second, undone, third] = await Promise.all([
    rename(world, 'oats'),
    addTitles(world, 'eggs'),
    undo(world),
    addTitles(world, 'bread'),
  ]);
  expect(first).toMatchObject({ ok: true });
  expect([second, third]).toMatchObject([[{ n: 2 }], [{ n: expect.any(Number) }]]);
  // Whatever it was, it is one whole request of hers, and the one that was newest when it landed.
  const { rev, undone: target } = succeeded(undone);
  expect(target?.rev).toBeLessThan(rev);
  const log = succeeded(await world.history.log(ana, { list: 'inbox', limit: 10 }));
  const before = log.commits.filter((commit) => commit.rev < rev && !commit.body.includes('"undoes"'));
  expect(target?.rev).toBe(before[0]?.rev);
});

test('what many requests of one commit have left to take back is found by reading it once', async () => {
  const world = await createWorld();
  await Promise.all(Array.from({ length: 50 }, (_, index) => addTitles(world, `todo ${index}`)));
  const todos = Array.from({ length: 50 }, (_, index) => String(index + 1));
  succeeded(await world.todos.remove(ana, { op: newOp(), list: 'inbox', todos }));
  let reads = 0;
  const { read } = world.journal;
  world.journal.read = (...asked) => {
    reads += 1;
    return read.apply(world.journal, asked);
  };
  const nothing = await world.undo.undo(ana, { op: newOp(), list: 'inbox', rev: 1 });
  expect(nothing).toMatchObject({ problem: { code: 'refused' } });
  expect(reads).toBe(1);
});
