/** Nobody sees what they may not: another person's list is answered like none at all (R12). */
import { randomIdentifier } from '@tock/shared';
import { expect, test } from 'vitest';
import type { Caller } from '../../src/identity/permissions.ts';
import { addTitles, ana, bo, createWorld, newOp, type World } from './fixtures.ts';

/** Everything that can be asked of a list, as a caller. */
function everything(world: World, who: Caller, list: string, todo: string) {
  const named = () => ({ op: newOp(), list, todos: [todo] });
  return {
    'todo:add': world.todos.add(who, { op: newOp(), list, todos: [{ title: 'x' }] }),
    'todo:edit': world.todos.edit(who, { op: newOp(), list, todo, set: { title: 'x' } }),
    'todo:complete': world.todos.complete(who, named()),
    'todo:reopen': world.todos.reopen(who, named()),
    'todo:remove': world.todos.remove(who, named()),
    'todo:restore': world.todos.restore(who, named()),
    'todo:read': world.history.readTodo(who, { list, todo }),
    'list:open': world.opening.open(who, { list, follow: true }, () => {
      throw new Error('a stranger joined');
    }),
    'list:close': Promise.resolve(world.opening.close(who, { list }, () => {})),
    'list:rename': world.lists.rename(who, { op: newOp(), list, name: 'stolen' }),
  };
}

test('R12: every request to another person’s list is answered exactly as if there were none', async () => {
  const world = await createWorld();
  const [milk] = await addTitles(world, 'secret milk');
  const pairs = [
    // A list that is there, and one of the same form that is not.
    [world.inboxes.ana, randomIdentifier()],
    ['ana/inbox', 'ana/nothing'],
    ['ana/inbox', 'nobody/inbox'],
  ] as const;
  for (const [theirs, none] of pairs) {
    for (const todo of ['1', milk?.id ?? '']) {
      const there = everything(world, bo, theirs, todo);
      const nowhere = everything(world, bo, none, todo);
      for (const [event, answer] of Object.entries(there)) {
        const text = JSON.stringify(await answer);
        expect(JSON.parse(text), event).toMatchObject({ ok: false, problem: { code: 'not_found' } });
        const other = Object.entries(nowhere).find(([name]) => name === event);
        expect(text.replaceAll(theirs, 'LIST'), event).toBe(JSON.stringify(await other?.[1]).replaceAll(none, 'LIST'));
        expect(text).not.toContain('secret');
      }
    }
  }
});

test('R12: the id of a todo of another list names nothing, even of a list of one’s own', async () => {
  const world = await createWorld();
  const [milk] = await addTitles(world, 'secret milk');
  for (const todo of [milk?.id ?? '', milk?.id.slice(0, 5) ?? '', '1']) {
    const outcome = await world.todos.complete(bo, { op: newOp(), list: 'inbox', todos: [todo] });
    expect(outcome).toMatchObject({ problem: { code: 'not_found' } });
    expect(JSON.stringify(outcome)).not.toContain('secret');
  }
});

test('R12: everybody sees their own lists, inbox first, and nobody else’s', async () => {
  const world = await createWorld();
  for (const name of ['work', 'art']) await world.lists.create(ana, { op: newOp(), name });
  expect(await world.lists.read(ana)).toMatchObject({
    value: [{ name: 'inbox', title: 'inbox' }, { name: 'art' }, { name: 'work' }],
  });
  expect(await world.lists.read(bo)).toMatchObject({ value: [{ name: 'inbox', owner: 'bo' }] });
});

test('R12: a list is one’s own even when it is called like the id of another person’s', async () => {
  const world = await createWorld();
  await addTitles(world, 'secret milk');
  const created = await world.lists.create(bo, { op: newOp(), name: world.inboxes.ana });
  expect(created).toMatchObject({ ok: true });
  const added = await world.todos.add(bo, { op: newOp(), list: world.inboxes.ana, todos: [{ title: 'mine' }] });
  expect(added).toMatchObject({ ok: true, value: { listName: world.inboxes.ana, rev: 1 } });
  expect(await world.history.readTodo(ana, { list: 'inbox', todo: '1' })).toMatchObject({
    value: { todo: { title: 'secret milk' } },
  });
});

test('R13: a name that is no list is repeated without what a terminal would obey', async () => {
  const world = await createWorld();
  for (const list of ['\u001b[2J', 'ana/\u009b2J', '\u202elist']) {
    const outcome = await world.todos.complete(ana, { op: newOp(), list, todos: ['1'] });
    if (outcome.ok) throw new Error('a list was found');
    expect(outcome.problem.message).not.toMatch(/[\u0000-\u001f\u0080-\u009f\u202e]/);
  }
});

test('R12: permission is asked again in the queue’s turn, for what was lost since the door', async () => {
  const world = await createWorld();
  await addTitles(world, 'milk');
  const { state } = world.directory;
  const inbox = state.lists.get(world.inboxes.ana);
  if (inbox === undefined) throw new Error('ana has no inbox');
  const { 'list:close': _, ...asked } = everything(world, ana, world.inboxes.ana, '1');
  // Everything has passed the door by now, and nothing has had its turn.
  state.putList({ ...inbox, owner: 'bo' });
  for (const [event, answer] of Object.entries(asked)) {
    expect(await answer, event).toMatchObject({ ok: false, problem: { code: 'not_found' } });
  }
  expect(await world.journal.read(world.inboxes.ana, 1, { limit: 10, maximumBytes: 1_000 })).toEqual([]);
});
