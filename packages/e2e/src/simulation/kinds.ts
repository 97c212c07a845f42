/** What people ask for: a kind of request a row, with what a commit must hold when it says that the request is stored. */
import type { DirectoryChange, Todo, TodoChange } from '@tock/shared';
import type { Chance } from '../chance.ts';
import { type Kind, kind, type Situation, type StoredRequest } from './writes.ts';

/** How people name todos: by number, id, or the beginning of an id. */
function reference(chance: Chance, { id, n }: Todo): string {
  return chance.one([String(n), id, id.slice(0, 8)]);
}

function some({ chance, todos }: Situation): string[] | null {
  if (todos.length === 0) return null;
  return Array.from({ length: chance.happens(0.7) ? 1 : chance.whole(2, 3) }, () =>
    reference(chance, chance.one(todos)),
  );
}

/** Whether every change is of one kind. */
const all =
  (...types: (TodoChange | DirectoryChange)['type'][]) =>
  (_: unknown, { changes }: StoredRequest) =>
    changes.length > 0 && changes.every(({ type }) => types.includes(type));

function named<N extends 'todo:complete' | 'todo:reopen' | 'todo:remove' | 'todo:restore'>(
  name: N,
  weight: number,
  type: TodoChange['type'],
): Kind {
  return kind<'todo:complete' | 'todo:reopen' | 'todo:remove' | 'todo:restore'>(name, {
    weight,
    request: (situation) => {
      const todos = some(situation);
      return todos === null ? null : { op: situation.op, list: situation.list, todos };
    },
    fits: all(type),
  });
}

const add = kind('todo:add', {
  weight: 24,
  request: ({ chance, op, list, text }) => ({
    op,
    list,
    todos: Array.from({ length: chance.happens(0.8) ? 1 : chance.whole(2, 20) }, () => ({
      title: text(),
      ...(chance.happens(0.1) ? { notes: 'long '.repeat(40) } : {}),
      ...(chance.happens(0.1) ? { done: true as const } : {}),
    })),
  }),
  fits: ({ todos }, { changes, unchanged = [] }) => {
    const titles = changes.map((change) => (change.type === 'todo_added' ? change.title : ''));
    return unchanged.length > 0
      ? titles.length <= todos.length
      : titles.join('|') === todos.map(({ title }) => title).join('|');
  },
});

const edit = kind('todo:edit', {
  weight: 14,
  request: ({ chance, op, list, todos, rev, text }) => {
    if (todos.length === 0) return null;
    // Often the same one: edits of one todo are what edits and undos meet.
    const todo = chance.happens(0.4) ? (todos.at(0) ?? chance.one(todos)) : chance.one(todos);
    const set = chance.one([
      { title: text() },
      { notes: text() },
      { title: text(), pri: 'A' },
      { pri: chance.one(['B', null]) },
      { due: '2026-12-01' },
    ]);
    const tags = chance.happens(0.2) ? { addTags: [chance.one(['home', 'work'])] } : {};
    const guard = chance.one([{}, { seen: rev }, { seen: Math.max(0, rev - 2) }, { ifRev: todo.rev }]);
    return { op, list, todo: reference(chance, todo), set, ...tags, ...guard };
  },
  fits: ({ set, addTags = [] }, { changes: [change] }) =>
    change?.type === 'todo_edited' &&
    Object.entries(change.set).every(([field, value]) =>
      field === 'tags'
        ? addTags.length > 0
        : Object.entries(set).some(([name, wanted]) => name === field && wanted === value),
    ),
});

const move = kind('todo:move', {
  weight: 6,
  request: (situation) => {
    const { chance, op, list, todos } = situation;
    const moved = some(situation);
    if (moved === null || todos.length === 0) return null;
    const place = chance.one(['top', 'bottom', 'before', 'after'] as const);
    if (place === 'top' || place === 'bottom') return { op, list, todos: moved, place };
    return { op, list, todos: moved, place, of: reference(chance, chance.one(todos)) };
  },
  fits: all('todo_moved'),
});

/** Every kind that people ask for. */
export const kinds: readonly Kind[] = [
  add,
  edit,
  named('todo:complete', 12, 'todo_completed'),
  named('todo:reopen', 6, 'todo_reopened'),
  named('todo:remove', 6, 'todo_removed'),
  named('todo:restore', 5, 'todo_restored'),
  move,
  kind('todo:send', {
    weight: 8,
    request: (situation) => {
      const todos = some(situation);
      return todos === null ? null : { op: situation.op, list: situation.list, todos, to: situation.otherList };
    },
    fits: all('todo_sent', 'todo_received'),
  }),
  kind('list:undo', {
    weight: 10,
    request: ({ chance, op, list, rev }) => ({
      op,
      list,
      ...(chance.happens(0.5) ? { rev: chance.whole(Math.max(0, rev - 8), rev) } : {}),
    }),
    // The other half of a move that is taken back need not know what it takes back: its list may have forgotten that.
    fits: (_, { undoes, with: other }) => undoes !== undefined || other !== undefined,
  }),
  kind('list:redo', {
    weight: 6,
    request: ({ op, list }) => ({ op, list }),
    fits: (_, { redoes, with: other }) => redoes !== undefined || other !== undefined,
  }),
  kind('list:create', {
    weight: 2,
    request: ({ chance, op }) => ({ op, name: chance.one(['work', 'home', 'garden', 'trip']) }),
    fits: ({ name }, { changes: [change] }) => change?.type === 'list_created' && change.name === name,
  }),
  kind('list:rename', {
    weight: 2,
    request: ({ chance, op, list }) => ({ op, list, name: chance.one(['work', 'home', 'garden', 'trip']) }),
    fits: ({ name }, { changes: [change] }) => change?.type === 'list_renamed' && change.name === name,
  }),
  kind('list:archive', { weight: 2, request: ({ op, list }) => ({ op, list }), fits: all('list_archived') }),
  kind('list:unarchive', { weight: 4, request: ({ op, list }) => ({ op, list }), fits: all('list_unarchived') }),
];
