/** What people do, a kind a row: requests that both doors have a word for, right ones and wrong ones. */
import {
  fingerprint,
  type NewTodo,
  parseEdit,
  parseQuickAdd,
  type RequestOf,
  titleFromLine,
  type WriteName,
} from '@tock/shared';
import type { Chance } from '../chance.ts';
import type { Known } from './known.ts';
import { listName, title, words } from './texts.ts';

/** One request; `text` is what was typed, where it was words. */
export interface Step {
  readonly name: WriteName;
  readonly request: RequestOf<WriteName>;
  readonly text?: string;
}

/** What a row may choose from. */
interface Situation {
  chance: Chance;
  known: Known;
  op: string;
  /** Makes the names of lists of this run like no others. */
  mark: string;
}

interface Row {
  weight: number;
  /** Null where nothing of the kind can be asked just now. */
  make(situation: Situation): Step | null;
}

function step<N extends WriteName>(name: N, request: RequestOf<N>, text?: string): Step {
  // A request of one of the names: the doors parse it as what the name says.
  return { name, request: request as RequestOf<WriteName>, ...(text === undefined ? {} : { text }) };
}

const when = () => ({ now: new Date(), timeZone: 'UTC' });

function newTodo(chance: Chance): NewTodo {
  const maybe = <T extends object>(share: number, some: T) => (chance.happens(share) ? some : {});
  return {
    title: title(chance),
    ...maybe(0.2, { notes: chance.one(['two\nlines', 'x', '', 'nul\u0000', title(chance)]) }),
    ...maybe(0.2, { pri: chance.one(['A', 'Z', null, 'a', 'AA']) }),
    ...maybe(0.2, { due: chance.one(['2026-12-04', '2026-12-04T16:00:00Z', null, '2026-02-30', 'fri']) }),
    ...maybe(0.1, { wait: '2027-01-01' }),
    ...maybe(0.1, { for: chance.one(['ana', 'bo', 'ana', 'nobody', null]) }),
    ...maybe(0.2, { tags: chance.one([['home'], ['@phone', 'work'], [], ['bad tag']]) }),
    ...maybe(0.1, { done: true as const }),
    ...maybe(0.02, { extra: 1 }),
  };
}

/** A condition, that holds or does not. */
function condition(chance: Chance, rev: number): { ifRev?: number } {
  return chance.happens(0.3) ? { ifRev: chance.one([rev, rev, Math.max(0, rev - 1), 0]) } : {};
}

function named(name: 'todo:complete' | 'todo:reopen' | 'todo:remove' | 'todo:restore', weight: number): Row {
  return {
    weight,
    make: ({ chance, known, op }) => {
      const { list, reference } = known.list(chance);
      const todo = known.todo(chance, list);
      return step(name, { op, list: reference, todos: [todo.reference], ...condition(chance, todo.rev) });
    },
  };
}

function ofList(name: 'list:archive' | 'list:unarchive' | 'list:redo', weight: number): Row {
  return { weight, make: ({ chance, known, op }) => step(name, { op, list: known.list(chance).reference }) };
}

const rows: readonly Row[] = [
  {
    weight: 16,
    make: ({ chance, known, op }) => {
      const todos = Array.from({ length: chance.happens(0.75) ? 1 : chance.whole(2, 4) }, () => newTodo(chance));
      return step('todo:add', { op, list: known.list(chance).reference, todos });
    },
  },
  {
    weight: 8,
    make: ({ chance, known, op }) => {
      const text = Array.from({ length: chance.happens(0.7) ? 1 : 3 }, () => words(chance)).join(
        chance.one(['\n', '\r\n']),
      );
      const lines = text.split(/\r?\n/).flatMap((line) => titleFromLine(line) ?? []);
      const read = lines.map((line) => parseQuickAdd(line, when()));
      const todos = read.flatMap((each) => (each.ok && each.value.list === null ? [each.value.todo] : []));
      // A client of the socket reads words by itself, and would not send what it cannot read.
      if (todos.length < Math.max(1, read.length)) return null;
      const typed = fingerprint('add', 'false', ...lines);
      return step('todo:add', { op, list: known.list(chance).reference, typed, todos }, text);
    },
  },
  {
    weight: 12,
    make: ({ chance, known, op }) => {
      const { list, reference } = known.list(chance);
      const todo = known.todo(chance, list);
      const { done: _, tags, ...fields } = newTodo(chance);
      const names = chance.shuffled(Object.keys(fields)).slice(0, chance.whole(1, 3));
      const set = Object.fromEntries(Object.entries(fields).filter(([name]) => names.includes(name)));
      const seen = chance.happens(0.4) ? { seen: chance.whole(Math.max(0, list.rev - 4), list.rev) } : {};
      return step('todo:edit', {
        op,
        list: reference,
        todo: todo.reference,
        set,
        ...(tags === undefined ? {} : chance.happens(0.5) ? { addTags: tags } : { removeTags: tags }),
        ...seen,
        ...condition(chance, todo.rev),
      });
    },
  },
  {
    weight: 8,
    make: ({ chance, known, op }) => {
      const { list, reference } = known.list(chance);
      const todo = known.todo(chance, list);
      const text = words(chance);
      const edit = parseEdit(text, when());
      if (!edit.ok) return null;
      const { ifRev } = condition(chance, todo.rev);
      const typed = fingerprint('edit', todo.reference, text, String(ifRev ?? ''));
      const only = ifRev === undefined ? {} : { ifRev };
      return step('todo:edit', { op, list: reference, todo: todo.reference, typed, ...only, ...edit.value }, text);
    },
  },
  named('todo:complete', 10),
  named('todo:reopen', 5),
  named('todo:remove', 6),
  named('todo:restore', 4),
  {
    weight: 10,
    make: ({ chance, known, op }) => {
      const { list, reference } = known.list(chance);
      const todo = known.todo(chance, list);
      const head = { op, list: reference, todos: [todo.reference], ...condition(chance, todo.rev) };
      const place = chance.one(['top', 'bottom', 'before', 'after'] as const);
      if (place === 'top' || place === 'bottom') return step('todo:move', { ...head, place });
      return step('todo:move', { ...head, place, of: known.todo(chance, list).reference });
    },
  },
  {
    weight: 7,
    make: ({ chance, known, op }) => {
      const { list, reference } = known.list(chance);
      return step('todo:send', {
        op,
        list: reference,
        todos: [known.todo(chance, list).reference],
        to: known.list(chance).reference,
      });
    },
  },
  {
    weight: 9,
    make: ({ chance, known, op }) => {
      const { list, reference } = known.list(chance);
      const rev = chance.happens(0.4) ? { rev: chance.whole(Math.max(0, list.rev - 5), list.rev + 1) } : {};
      return step('list:undo', { op, list: reference, ...rev });
    },
  },
  ofList('list:redo', 6),
  ofList('list:archive', 1),
  ofList('list:unarchive', 5),
  { weight: 2, make: ({ chance, op, mark }) => step('list:create', { op, name: listName(chance, mark) }) },
  {
    weight: 2,
    make: ({ chance, known, op, mark }) =>
      step('list:rename', { op, list: known.list(chance).reference, name: listName(chance, mark) }),
  },
];

/** How often an earlier request is sent again, and how often something else under its op. */
const REPEATED = 0.12;
const REUSED = 0.08;

/** The next step after some others. */
export function nextStep(situation: Situation, before: readonly Step[]): Step {
  const { chance } = situation;
  const earlier = before.length === 0 ? null : chance.one(chance.happens(0.6) ? before.slice(-4) : before);
  if (earlier !== null && chance.happens(REPEATED)) return earlier;
  if (chance.happens(REUSED)) {
    // Ops belong to a list: what is added there under a known op is something else.
    const adds = before.filter(({ name }) => name === 'todo:add');
    const request = adds.length === 0 ? undefined : chance.one(adds).request;
    if (request !== undefined && 'list' in request)
      return step('todo:add', { op: request.op, list: request.list, todos: [newTodo(chance)] });
  }
  const op = chance.happens(0.02) ? chance.one(['', 'a b', 'é', 'x'.repeat(129)]) : situation.op;
  for (;;) {
    const made = chance.one(rows, ({ weight }) => weight).make({ ...situation, op });
    if (made !== null) return made;
  }
}
