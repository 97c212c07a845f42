/** Nobody sees over REST what they may not: another person's list is answered like none at all (R12). */
import { randomIdentifier } from '@tock/shared';
import { expect, test } from 'vitest';
import { restRoutes } from '../../src/doors/rest/rest.ts';
import { addLines, call, faultsOf, follow, startForTwo } from './restFixtures.ts';

/** Bodies with which each route could succeed, by its id. A new route without a row here does not pass. */
const bodies: Record<string, unknown[]> = {
  readList: [undefined],
  changeList: [{ name: 'stolen' }, { archived: true }, { archived: false }],
  readPresence: [undefined],
  readTodos: [undefined],
  addTodos: [{ title: 'x' }, { todos: [{ title: 'x' }] }, { text: 'x' }],
  readTodo: [undefined],
  changeTodo: [
    { title: 'x' },
    { text: 'x' },
    { done: true },
    { done: false },
    { removed: true },
    { removed: false },
    { place: 'top' },
    { place: 'before', of: '1' },
    { list: 'inbox' },
  ],
  removeTodo: [undefined],
  readCommits: [undefined],
  readLog: [undefined],
  undo: [undefined, { rev: 1 }],
  redo: [undefined],
  readWebhooks: [undefined],
  createWebhook: [{ url: 'https://example.com/' }],
  removeWebhook: [undefined],
  resumeWebhook: [undefined],
};
/** Routes that name no list. */
const ofNoList = ['readLists', 'createList'];

test('R12: every route × another person’s list is answered exactly as if there were none', {
  timeout: 60_000,
}, async () => {
  const { ana, bo, inboxes } = await startForTwo();
  const [{ id: milk }] = (await addLines(ana, 'secret milk')).body.todos;
  const stood = await call(ana, 'GET', '/v1/lists/inbox');
  const { epoch } = stood.body;
  expect([...Object.keys(bodies), ...ofNoList].sort()).toEqual(restRoutes.map(({ id }) => id).sort());
  const pairs = [
    [inboxes[0], randomIdentifier()],
    ['ana%2Finbox', 'ana%2Fnothing'],
    ['ana%2Finbox', 'nobody%2Finbox'],
  ] as const;
  const headers = { 'x-request-id': 'same', 'idempotency-key': 'same' };
  for (const [theirs, none] of pairs) {
    for (const todo of ['1', milk]) {
      for (const { id, method, path, takesIfMatch } of restRoutes.filter((each) => bodies[each.id] !== undefined)) {
        for (const body of bodies[id] ?? []) {
          for (const more of [
            {},
            ...(takesIfMatch ? [{ 'if-match': `"${epoch}:1"` }] : []),
            { 'if-none-match': '*' },
          ]) {
            const ask = (list: string) =>
              call(
                bo,
                method.toUpperCase(),
                path.replace('{list}', list).replace('{todo}', todo).replace('{webhook}', 'bcdf'),
                {
                  headers: { ...headers, ...more },
                  ...(body === undefined ? {} : { body }),
                },
              );
            const there = await ask(theirs);
            const nowhere = await ask(none);
            expect(there, `${id} ${JSON.stringify(body)} ${there.text}`).toMatchObject({
              status: 404,
              body: { code: 'not_found' },
            });
            const same = (text: string, list: string) => text.replaceAll(decodeURIComponent(list), 'LIST');
            expect(same(there.text, theirs), id).toBe(same(nowhere.text, none));
            const { date: _, 'content-length': __, ...told } = there.headers;
            const { date: ___, 'content-length': ____, ...toldOfNone } = nowhere.headers;
            expect(told, id).toEqual(toldOfNone);
            expect(there.text).not.toContain('secret');
          }
        }
      }
    }
    for (const list of [theirs, none]) {
      for (const since of ['', `?since=${epoch}:1`, `?since=${epoch}:99`, '?since=bcdfghjklmnp:1'])
        expect(await follow(bo, list, {}, since).head, since).toMatch(/^HTTP\/1\.1 404 /);
      expect(await call(bo, 'HEAD', `/v1/lists/${list}/events`)).toMatchObject({ status: 404 });
    }
  }
  expect((await call(ana, 'GET', '/v1/lists/inbox')).text).toBe(stood.text);
  expect(ana.server.connections()).toBe(0);
  expect(faultsOf(ana)).toEqual([]);
});

test('R12: a todo goes to nobody else’s list, and its id names nothing elsewhere', async () => {
  const { ana, bo, inboxes } = await startForTwo();
  const [{ id: milk }] = (await addLines(ana, 'secret milk')).body.todos;
  await addLines(bo, 'eggs');
  for (const list of [inboxes[0], 'ana/inbox', 'ana/nothing'])
    expect(await call(bo, 'PATCH', '/v1/lists/inbox/todos/1', { body: { list } })).toMatchObject({ status: 404 });
  for (const todo of [milk, milk.slice(0, 6)]) {
    const answer = await call(bo, 'PATCH', `/v1/lists/inbox/todos/${todo}`, { body: { done: true } });
    expect(answer).toMatchObject({ status: 404 });
    expect(answer.text).not.toContain('secret');
  }
});

test('R12: everybody reads their own lists, and an op of one is no op of the other', async () => {
  const { ana, bo } = await startForTwo();
  for (const [index, who] of [ana, bo].entries()) {
    const added = await call(who, 'POST', '/v1/lists/inbox/todos', {
      headers: { 'idempotency-key': 'the-same' },
      body: { title: `todo of ${index}` },
    });
    expect(added).toMatchObject({ status: 201, body: { rev: 1, todos: [{ title: `todo of ${index}` }] } });
    const { body } = await call(who, 'GET', '/v1/lists');
    expect(body.lists).toMatchObject([{ name: 'inbox', owner: ['ana', 'bo'][index] }]);
  }
});
