/** Nobody sees what they may not: another person's list is answered like none at all (R12). */
import { type Outcome, type RequestName, randomIdentifier } from '@tock/shared';
import { expect, test } from 'vitest';
import type { Caller } from '../../src/identity/permissions.ts';
import { addTitles, ana, bo, createWorld, newOp, succeeded, type World } from './fixtures.ts';

/** What can be asked of no list: what there is, and a new one. */
type Elsewhere = 'lists:read' | 'list:create';

/** A world in which both have another list, too. */
async function worldWithOthers(): Promise<World> {
  const world = await createWorld();
  for (const who of [ana, bo]) succeeded(await world.lists.create(who, { op: newOp(), name: 'other' }));
  return world;
}

/** Everything that can be asked of a list, as a caller. A new request without a row here does not compile. */
function everything(
  world: World,
  who: Caller,
  list: string,
  todo: string,
): Record<Exclude<RequestName, Elsewhere>, Promise<Outcome<unknown>>> {
  const write = () => ({ op: newOp(), list });
  const named = () => ({ ...write(), todos: [todo] });
  return {
    'todo:add': world.todos.add(who, { ...write(), todos: [{ title: 'x' }] }),
    'todo:edit': world.todos.edit(who, { ...write(), todo, set: { title: 'x' } }),
    'todo:complete': world.todos.complete(who, named()),
    'todo:reopen': world.todos.reopen(who, named()),
    'todo:remove': world.todos.remove(who, named()),
    'todo:restore': world.todos.restore(who, named()),
    'todo:move': world.todos.move(who, { ...named(), place: 'top' }),
    'todo:send': world.todos.send(who, { ...named(), to: 'other' }),
    'todo:read': world.history.readTodo(who, { list, todo }),
    'todos:read': world.reading.page(who, { list, limit: 10 }),
    'list:open': world.opening.open(who, { list, follow: true }, () => {
      throw new Error('a stranger joined');
    }),
    'list:close': Promise.resolve(world.opening.close(who, { list }, () => {})),
    'list:presence': world.lists.presence(who, { list }),
    'list:log': world.history.log(who, { list, limit: 10 }),
    'list:undo': world.undo.undo(who, write()),
    'list:redo': world.undo.redo(who, write()),
    'list:rename': world.lists.rename(who, { ...write(), name: 'stolen' }),
    'list:archive': world.lists.archive(who, write()),
    'list:unarchive': world.lists.unarchive(who, write()),
    'webhook:create': world.webhooks.create(who, { ...write(), url: 'https://example.com/' }),
    'webhook:remove': world.webhooks.remove(who, { ...write(), webhook: 'bcdf' }),
    'webhook:resume': world.webhooks.resume(who, { ...write(), webhook: 'bcdf' }),
    'webhooks:read': world.webhooks.read(who, { list }),
  };
}

test('R12: every request to another person’s list is answered exactly as if there were none', async () => {
  const world = await worldWithOthers();
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
  const world = await worldWithOthers();
  await addTitles(world, 'milk');
  const { state } = world.directory;
  const inbox = state.lists.get(world.inboxes.ana);
  if (inbox === undefined) throw new Error('ana has no inbox');
  // To leave, and to see who is there, is answered at the door.
  const { 'list:close': _, 'list:presence': __, ...asked } = everything(world, ana, world.inboxes.ana, '1');
  // Everything has passed the door by now, and nothing has had its turn.
  state.putList({ ...inbox, owner: 'bo' });
  for (const [event, answer] of Object.entries(asked)) {
    expect(await answer, event).toMatchObject({ ok: false, problem: { code: 'not_found' } });
  }
  expect(await world.journal.read(world.inboxes.ana, 1, { limit: 10, maximumBytes: 1_000 })).toEqual([]);
});

test('R12: nothing is sent to another person’s list, and what was sent there is answered as if there were none', async () => {
  const world = await createWorld();
  const [milk] = await addTitles(world, 'milk');
  for (const [to, none] of [
    [world.inboxes.bo, randomIdentifier()],
    ['bo/inbox', 'bo/nothing'],
  ] as const) {
    const send = (list: string) =>
      world.todos.send(ana, { op: newOp(), list: 'inbox', to: list, todos: [milk?.id ?? ''] });
    const text = JSON.stringify(await send(to));
    expect(JSON.parse(text)).toMatchObject({ problem: { code: 'not_found' } });
    expect(text.replaceAll(to, 'LIST')).toBe(JSON.stringify(await send(none)).replaceAll(none, 'LIST'));
  }
  expect(await world.history.readTodo(ana, { list: 'inbox', todo: '1' })).toMatchObject({
    value: { todo: { rev: 1 } },
  });
});
