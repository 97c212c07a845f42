/** What writers ask for under faults: a kind of request a row, with what its changes must be. */
import type { RequestOf, TodoChange, WriteName } from '@tock/shared';
import type { Chance } from '../chance.ts';

/** Sends a request of any name. */
type Sender<T> = <N extends WriteName>(name: N, request: RequestOf<N>) => T;

/** A request of the load. */
export interface Loaded {
  readonly op: string;
  /** As messages show it. */
  readonly text: string;
  /** Hands it to whoever sends it. */
  sendBy<T>(sender: Sender<T>): T;
  /** Whether the changes of a commit are what was asked for, no more and no less. */
  fits(changes: readonly TodoChange[]): boolean;
}

interface Head {
  op: string;
  list: string;
}

interface Kind {
  /** How often it is asked, compared with the others. */
  weight: number;
  make(chance: Chance, count: number, head: Head): Loaded;
}

interface Row<N extends WriteName> {
  weight: number;
  /** A request, of a list that has had `count` todos. The op is like no other text of the run. */
  request(chance: Chance, count: number, head: Head): RequestOf<N>;
  fits(request: RequestOf<N>, changes: readonly TodoChange[]): boolean;
}

function kind<N extends WriteName>(name: N, { weight, request, fits }: Row<N>): Kind {
  return {
    weight,
    make: (chance, count, head) => {
      const made = request(chance, count, head);
      return {
        op: head.op,
        text: `${name} ${JSON.stringify(made)}`,
        sendBy: (sender) => sender(name, made),
        fits: (changes) => fits(made, changes),
      };
    },
  };
}

/** A todo by its number: mostly one of the latest, so that writers meet. */
function someTodo(chance: Chance, count: number): string {
  const oldest = chance.happens(0.7) ? Math.max(1, count - 8) : 1;
  return String(chance.whole(oldest, Math.max(1, count)));
}

/** A kind that names todos, each of which it changes in the same way or finds as it wants it. */
function named(type: TodoChange['type'], weight: number): Row<'todo:complete'> {
  return {
    weight,
    request: (chance, count, head) => ({
      ...head,
      todos: Array.from({ length: chance.happens(0.8) ? 1 : 3 }, () => someTodo(chance, count)),
    }),
    fits: ({ todos }, changes) =>
      changes.length > 0 && changes.length <= todos.length && changes.every((change) => change.type === type),
  };
}

const add = kind('todo:add', {
  weight: 5,
  request: (chance, _, head) => {
    const size = chance.happens(0.8) ? 1 : chance.whole(2, 5);
    return { ...head, todos: Array.from({ length: size }, (_each, index) => ({ title: `${head.op}.${index}` })) };
  },
  fits: ({ todos }, changes) =>
    changes.length === todos.length &&
    changes.every((change, index) => change.type === 'todo_added' && change.title === todos[index]?.title),
});

const kinds: readonly Kind[] = [
  add,
  kind('todo:edit', {
    weight: 3,
    request: (chance, count, head) => ({
      ...head,
      todo: someTodo(chance, count),
      set: chance.happens(0.5) ? { title: `${head.op}.edited` } : { notes: `${head.op}.noted` },
      ...(chance.happens(0.3) ? { addTags: ['a', 'b', 'c'].slice(chance.whole(0, 2)) } : {}),
      // Some lose against another writer, and must then leave no trace.
      ...(chance.happens(0.3) ? { seen: chance.whole(0, count) } : {}),
    }),
    fits: ({ set, addTags = [] }, [change, ...others]) =>
      change?.type === 'todo_edited' &&
      others.length === 0 &&
      change.set.title === set.title &&
      change.set.notes === set.notes &&
      (change.set.tags === undefined || addTags.length > 0),
  }),
  kind('todo:complete', named('todo_completed', 2)),
  kind('todo:reopen', named('todo_reopened', 1)),
  kind('todo:remove', named('todo_removed', 1)),
  kind('todo:restore', named('todo_restored', 1)),
  kind('todo:move', {
    weight: 2,
    request: (chance, count, head) => {
      const todos = [someTodo(chance, count)];
      return chance.happens(0.5)
        ? { ...head, todos, place: chance.happens(0.5) ? 'top' : 'bottom' }
        : { ...head, todos, place: chance.happens(0.5) ? 'before' : 'after', of: someTodo(chance, count) };
    },
    fits: (_, changes) => changes.length > 0 && changes.every(({ type }) => type === 'todo_moved'),
  }),
  // All writers are one person: they take back each other's latest, whatever that is by then.
  kind('list:undo', { weight: 1, request: (_chance, _count, head) => head, fits: (_, changes) => changes.length > 0 }),
  kind('list:redo', { weight: 1, request: (_chance, _count, head) => head, fits: (_, changes) => changes.length > 0 }),
];

/** A request of any kind, as chance has it. Nothing can be done with the todos of an empty list but add some. */
export function chooseRequest(chance: Chance, count: number, head: Head): Loaded {
  const chosen = count === 0 ? add : chance.one(kinds, ({ weight }) => weight);
  return chosen.make(chance, count, head);
}
