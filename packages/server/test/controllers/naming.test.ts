/** How requests name todos, and what is said of names that are no good. */
import { derivedIdentifier } from '@tock/shared';
import { expect, test } from 'vitest';
import { addTitles, ana, createWorld, newOp } from './fixtures.ts';

test('a todo is named by its number, its id, or the beginning of its id', async () => {
  const world = await createWorld();
  const [milk, eggs] = await addTitles(world, 'milk', 'eggs');
  const complete = (...todos: string[]) => world.todos.complete(ana, { op: newOp(), list: 'inbox', todos });
  expect(await complete('1')).toMatchObject({
    value: { changed: true, todos: [{ id: milk?.id, n: 1, title: 'milk' }] },
  });
  expect(await complete(eggs?.id ?? '')).toMatchObject({ value: { changed: true, todos: [{ n: 2 }] } });
  expect(await complete(eggs?.id.slice(0, 6) ?? '')).toMatchObject({ value: { changed: false, todos: [{ n: 2 }] } });
});

test('a todo that is named twice in one request is changed once', async () => {
  const world = await createWorld();
  const [milk] = await addTitles(world, 'milk');
  const outcome = await world.todos.complete(ana, { op: newOp(), list: 'inbox', todos: ['1', milk?.id ?? '', '1'] });
  expect(outcome).toMatchObject({ ok: true, value: { todos: [{ n: 1 }] } });
});

test('a name that nothing has is not found, with titles that are near it, in one line without controls', async () => {
  const world = await createWorld();
  await addTitles(world, 'buy milk', 'call bo');
  const outcome = await world.todos.complete(ana, { op: newOp(), list: 'inbox', todos: ['milk\u001b[2J'] });
  expect(outcome).toMatchObject({ ok: false, problem: { code: 'not_found', hint: 'tock ls shows the numbers' } });
  expect(JSON.stringify(outcome)).not.toContain('\\u001b');
  expect(await world.todos.complete(ana, { op: newOp(), list: 'inbox', todos: ['milk'] })).toMatchObject({
    problem: { code: 'not_found', hint: expect.stringMatching(/^did you mean 1 buy milk \([a-z0-9]{12}\)\?$/) },
  });
  for (const todo of ['0', '3', '-1', '1e0', '99999999999999999999', 'zzzz', '__proto__']) {
    expect(await world.todos.complete(ana, { op: newOp(), list: 'inbox', todos: [todo] })).toMatchObject({
      problem: { code: 'not_found' },
    });
  }
});

test('one bad name refuses the whole request', async () => {
  const world = await createWorld();
  await addTitles(world, 'milk');
  expect(await world.todos.complete(ana, { op: newOp(), list: 'inbox', todos: ['1', '2'] })).toMatchObject({
    ok: false,
  });
  expect(await world.todos.complete(ana, { op: newOp(), list: 'inbox', todos: ['1'] })).toMatchObject({
    value: { changed: true },
  });
});

test('the beginning of several ids is ambiguous, and the answer names some of them', async () => {
  const world = await createWorld();
  // Ids are derived from the op: look for two ops whose todos begin alike.
  const seen = new Map<string, string>();
  let ambiguous = '';
  for (let index = 0; ambiguous === ''; index += 1) {
    const op = `search${index}`;
    const prefix = derivedIdentifier(world.inboxes.ana, 'ana', op, 0).slice(0, 4);
    const other = seen.get(prefix);
    if (other !== undefined) {
      for (const found of [other, op])
        await world.todos.add(ana, { op: found, list: 'inbox', todos: [{ title: found }] });
      ambiguous = prefix;
    }
    seen.set(prefix, op);
  }
  expect(await world.todos.complete(ana, { op: newOp(), list: 'inbox', todos: [ambiguous] })).toMatchObject({
    ok: false,
    problem: { code: 'ambiguous', hint: expect.stringMatching(/^one of 1 search\d+ \(.+\), 2 search\d+ \(.+\)$/) },
  });
});
