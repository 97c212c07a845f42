/** Where todos go: another place in the order of their list, or another list. Pure. */
import {
  failure,
  type ListEntry,
  type Outcome,
  packTodo,
  type RequestOf,
  sanitise,
  success,
  type Todo,
  type TodoChange,
} from '@tock/shared';
import { generateNKeysBetween } from 'fractional-indexing';
import type { Plan } from '../listRules.ts';
import type { TodoDraft } from '../todoRules.ts';
import { changedSince } from './editing.ts';
import { nameTodos, removed } from './naming.ts';
import { type Gap, placeInGap } from './spacing.ts';

/** The positions between which todos go; null is the end of the list on that side. */
function gapAt(draft: TodoDraft, moving: ReadonlySet<string>, request: RequestOf<'todo:move'>): Outcome<Gap> {
  if (!('of' in request)) {
    return request.place === 'top'
      ? success({ above: null, below: draft.nextAfter(null, moving) })
      : success({ above: draft.lastBefore(null, moving), below: null });
  }
  const named = nameTodos([request.of], draft);
  if (!named.ok) return named;
  const [of] = named.value;
  if (of === undefined) throw new Error('a reference named neither a todo nor a problem');
  if (of.removedAt !== null) return removed(of);
  if (moving.has(of.id)) return failure('invalid', `${of.n} cannot stand ${request.place} itself`);
  return request.place === 'before'
    ? success({ above: draft.lastBefore(of.position, moving), below: of.position })
    : success({ above: of.position, below: draft.nextAfter(of.position, moving) });
}

/** Whether the todos stand in the gap already, in this order. */
function inPlace(todos: readonly Todo[], { above, below }: Gap): boolean {
  return todos.every(({ position }, index) => {
    const before = todos[index - 1]?.position ?? above;
    return (before === null || position > before) && (below === null || position < below);
  });
}

/** Why todos stay where they are, if one of them was changed since a revision. */
function changedMeanwhile(draft: TodoDraft, todos: readonly Todo[], ifRev: number | undefined): Outcome<never> | null {
  if (ifRev === undefined) return null;
  const changed = todos.find(({ rev }) => rev !== ifRev);
  return changed === undefined ? null : changedSince(draft, changed, ifRev);
}

/** The plan of a move within a list: the todos stand together, in the order in which they are named. */
export function planMove(draft: TodoDraft, request: RequestOf<'todo:move'>): Outcome<Plan<TodoChange>> {
  const named = nameTodos(request.todos, draft);
  if (!named.ok) return named;
  const todos = named.value;
  const gone = todos.find(({ removedAt }) => removedAt !== null);
  if (gone !== undefined) return removed(gone);
  const problem = changedMeanwhile(draft, todos, request.ifRev);
  if (problem !== null) return problem;
  const gap = gapAt(draft, new Set(todos.map(({ id }) => id)), request);
  if (!gap.ok) return gap;
  if (inPlace(todos, gap.value)) {
    return success({ changes: [], unchanged: todos.map(({ id, title }) => ({ id, title })) });
  }
  return success({
    changes: placeInGap(draft, todos, gap.value).map(({ todo: { id, title, rev, position: was }, position }) => ({
      type: 'todo_moved',
      id,
      title,
      seen: rev,
      position,
      was,
    })),
  });
}

/** The two halves of a move between lists. */
export interface Halves {
  sent: TodoChange;
  received: TodoChange;
}

/** A todo as it leaves one list and arrives in another, at a position there. */
export function handOver(todo: Todo, from: string, to: string, there: TodoDraft, position: string): Halves {
  const { id, title, rev, createdAt, createdBy, doneAt, doneBy } = todo;
  const { notes, pri, due, wait, for: person, tags } = packTodo(todo);
  const before = there.get(id);
  const fields = Object.entries({ notes, pri, due, wait, for: person, tags }).filter(
    ([, value]) => value !== undefined,
  );
  return {
    sent: { type: 'todo_sent', id, title, seen: rev, to },
    received: {
      type: 'todo_received',
      id,
      from,
      position,
      ...Object.fromEntries(fields),
      title,
      ...(before === undefined ? {} : { seen: before.rev }),
      created: { at: createdAt, by: createdBy },
      ...(doneAt === null || doneBy === null ? {} : { done: { at: doneAt, by: doneBy } }),
    },
  };
}

/** The plan of a move to the end of another list. */
export function planSend(
  own: TodoDraft,
  other: TodoDraft,
  { todos, ifRev }: Pick<RequestOf<'todo:send'>, 'todos' | 'ifRev'>,
  from: ListEntry,
  to: ListEntry,
): Outcome<{ own: Plan<TodoChange>; other: Plan<TodoChange> }> {
  const named = nameTodos(todos, own);
  if (!named.ok) return named;
  const unchanged: { id: string; title: string }[] = [];
  const going: Todo[] = [];
  for (const todo of named.value) {
    if (todo.removedAt === null) going.push(todo);
    else if (todo.movedTo === to.id && other.get(todo.id)?.removedAt === null) unchanged.push(todo);
    else return removed(todo);
  }
  const problem = changedMeanwhile(own, going, ifRev);
  if (problem !== null) return problem;
  const already = unchanged.map(({ id, title }) => ({ id, title }));
  if (going.length === 0) return success({ own: { changes: [], unchanged: already }, other: { changes: [] } });
  const positions = generateNKeysBetween(other.lastPosition, null, going.length);
  const halves = going.map((todo, index) => handOver(todo, from.id, to.id, other, positions[index] ?? ''));
  return success({
    own: { changes: halves.map(({ sent }) => sent), ...(already.length === 0 ? {} : { unchanged: already }) },
    other: { changes: halves.map(({ received }) => received) },
  });
}

/** A todo cannot go where it is. */
export function sameList(title: string) {
  return failure('invalid', `they are in ${sanitise(title)} already`, 'name another list');
}
