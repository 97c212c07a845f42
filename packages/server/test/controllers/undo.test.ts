/** Undo and redo: each person takes back what they did themselves, and nothing of anybody else. */
import { limits } from '@tock/shared';
import { describe, expect, test } from 'vitest';
import { addTitles, ana, bo, createWorld, newOp, succeeded, titlesOf, todoNow } from './fixtures.ts';
import { as, complete, redo, rename, undo } from './undoSteps.ts';

const nothing = { problem: { code: 'refused', message: 'there is nothing of yours to undo in this list' } };

describe('one’s own', () => {
  test('undo, undo, redo, redo; and a new change ends redo', async () => {
    const world = await createWorld();
    await addTitles(world, 'milk');
    await rename(world, 'oats');
    await complete(world);
    expect(await undo(world)).toMatchObject({ value: { rev: 4, undone: { rev: 3, types: ['todo_reopened'] } } });
    expect(await undo(world)).toMatchObject({ value: { rev: 5, undone: { rev: 2, types: ['todo_edited'] } } });
    expect(await todoNow(world, '1')).toMatchObject({ title: 'milk' });
    expect(await redo(world)).toMatchObject({ value: { rev: 6, redone: { rev: 2 } } });
    expect(await redo(world)).toMatchObject({ value: { rev: 7, redone: { rev: 3 } } });
    expect(await todoNow(world, '1')).toMatchObject({ title: 'oats', doneBy: 'ana' });
    expect(await redo(world)).toMatchObject({
      problem: { code: 'refused', message: 'there is nothing to redo in this list' },
    });
    // What was brought about again is taken back as before, and the stack goes down to its end.
    for (const rev of [3, 2, 1]) expect(await undo(world)).toMatchObject({ value: { undone: { rev } } });
    expect(await titlesOf(world)).toEqual([]);
    expect(await undo(world)).toMatchObject(nothing);
    for (const rev of [1, 2]) expect(await redo(world)).toMatchObject({ value: { redone: { rev } } });
    await rename(world, 'rice');
    expect(await redo(world)).toMatchObject({ problem: { code: 'refused' } });
  });

  test('undo REV takes back an older one, and says so where there is none', async () => {
    const world = await createWorld();
    await addTitles(world, 'milk');
    await addTitles(world, 'eggs');
    await rename(world, 'oats');
    expect(await undo(world, 2)).toMatchObject({ value: { undone: { rev: 2, types: ['todo_removed'] } } });
    expect(await titlesOf(world)).toEqual(['oats']);
    // Undone already; an undo; not there at all.
    for (const rev of [2, 4, 0, 99])
      expect(await undo(world, rev)).toMatchObject({
        problem: { code: 'refused', message: `revision ${rev} has nothing of yours to undo` },
      });
    expect(await redo(world)).toMatchObject({ value: { redone: { rev: 2 } } });
    expect(await titlesOf(world)).toEqual(['oats', 'eggs']);
    // The redo is no revision of its own to take back either: it is the add that holds again.
    expect(await undo(world, 5)).toMatchObject({ problem: { code: 'refused' } });
    expect(await undo(world, 2)).toMatchObject({ value: { undone: { rev: 2 } } });
  });

  test('what is so already is passed over: the next older one is taken back', async () => {
    const world = await createWorld();
    await addTitles(world, 'milk');
    await rename(world, 'oats');
    await complete(world);
    await as(world, bo, () => world.todos.reopen(bo, { op: newOp(), list: world.inboxes.ana, todos: ['1'] }));
    expect(await undo(world)).toMatchObject({ value: { undone: { rev: 2 } } });
    await addTitles(world, 'eggs');
    await as(world, bo, () => world.todos.remove(bo, { op: newOp(), list: world.inboxes.ana, todos: ['2'] }));
    expect(await undo(world, 6)).toMatchObject({ problem: { message: 'revision 6 has nothing of yours to undo' } });
    expect(await undo(world)).toMatchObject({ value: { undone: { rev: 1 } } });
    expect(await undo(world)).toMatchObject(nothing);
  });

  test('a batch goes back whole or not at all', async () => {
    const world = await createWorld();
    const todos = Array.from({ length: limits.batchChanges }, (_, index) => ({ title: `t${index}` }));
    await world.todos.add(ana, { op: newOp(), list: 'inbox', todos });
    const receipt = succeeded(await undo(world));
    expect(receipt.todos).toHaveLength(limits.batchChanges);
    expect(await titlesOf(world)).toEqual([]);
    succeeded(await redo(world));
    expect(await titlesOf(world)).toEqual(todos.map(({ title }) => title));
    await as(world, bo, () => rename(world, 'bo was here', bo, '7'));
    expect(await undo(world)).toMatchObject({
      problem: {
        code: 'conflict',
        message: 'bo changed the title of 7 since',
        hint: 'it is now: bo was here; it would be: removed; tock undo REV takes back another',
      },
    });
    expect(await titlesOf(world)).toHaveLength(limits.batchChanges);
  });

  test('what the caller did since stands in the way too, and is said to be theirs', async () => {
    const world = await createWorld();
    await addTitles(world, 'milk');
    await rename(world, 'oats');
    await rename(world, 'rye');
    expect(await undo(world, 2)).toMatchObject({
      problem: { code: 'conflict', message: 'you changed the title of 1 since' },
    });
  });

  test('a batch whose way back is too large for one commit is refused as a whole, and stays', async () => {
    const world = await createWorld();
    const title = '買'.repeat(500);
    for (let part = 0; part < 2; part += 1)
      await world.todos.add(ana, {
        op: newOp(),
        list: 'inbox',
        todos: Array.from({ length: 1_300 }, () => ({ title })),
      });
    const all = (count: number) => Array.from({ length: count }, (_, index) => String(index + 1));
    const fits = [2_600, 2_590, 2_580].map(async (count) =>
      world.todos.complete(ana, { op: newOp(), list: 'inbox', todos: all(count) }),
    );
    const outcomes = await Promise.all(fits);
    const done = outcomes.findIndex(({ ok }) => ok);
    expect(done).not.toBe(-1);
    const outcome = await undo(world);
    if (!outcome.ok) expect(outcome.problem.code).toBe('too_large');
    expect(await titlesOf(world)).toHaveLength(2_600);
  });
});

describe('R12: whose', () => {
  test('ana’s undo never takes back what bo did, and the other way round', async () => {
    const world = await createWorld();
    await addTitles(world, 'milk', 'eggs');
    await as(world, bo, () => rename(world, 'oats', bo));
    await as(world, bo, () => complete(world, bo, '2'));
    expect(await undo(world, 2)).toMatchObject({ problem: { code: 'refused' } });
    // Hers is the add, and bo edited that since.
    expect(await undo(world)).toMatchObject({
      problem: { code: 'conflict', message: 'bo changed the state of 2 since' },
    });
    await as(world, bo, async () => {
      expect(await undo(world, 1, bo)).toMatchObject({ problem: { code: 'refused' } });
      expect(await undo(world, undefined, bo)).toMatchObject({ value: { undone: { rev: 3 } } });
      expect(await undo(world, undefined, bo)).toMatchObject({ value: { undone: { rev: 2 } } });
      expect(await undo(world, undefined, bo)).toMatchObject(nothing);
    });
    expect(await redo(world)).toMatchObject({ problem: { code: 'refused' } });
    expect(await undo(world)).toMatchObject({ value: { undone: { rev: 1 } } });
  });

  test('two devices of one person share the stack', async () => {
    const world = await createWorld();
    const phone = { ...ana, device: 'zxwvtsrqpnml' };
    await addTitles(world, 'milk');
    await rename(world, 'oats', phone);
    expect(await undo(world)).toMatchObject({ value: { undone: { rev: 2 } } });
    expect(await redo(world, phone)).toMatchObject({ value: { redone: { rev: 2 } } });
    expect(await undo(world, undefined, phone)).toMatchObject({ value: { undone: { rev: 2 } } });
    expect(await undo(world, undefined, phone)).toMatchObject({ value: { undone: { rev: 1 } } });
  });
});
