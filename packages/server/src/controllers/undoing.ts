/** What takes a request back, as the list is now: changes that undo it, or why not. Pure. */
import {
  failure,
  type Inverse,
  inverseOf,
  type Outcome,
  sanitise,
  success,
  type Todo,
  type TodoChange,
  type TodoCommit,
} from '@tock/shared';
import type { Plan } from '../listRules.ts';
import type { TodoDraft } from '../todoRules.ts';
import { fieldWords, shownValue } from './editing.ts';
import { handOver } from './moving.ts';
import { shortened } from './naming.ts';

/** A request as its commit holds it, and when that was. */
export interface Past {
  rev: number;
  at: string;
  request: TodoCommit['requests'][number];
}

/** The request with this op in a commit. */
export function pastOf(commit: TodoCommit, op: string, by: string): Past {
  const request = commit.requests.find((candidate) => candidate.op === op && candidate.by === by);
  if (request === undefined) throw new Error(`revision ${commit.rev} of list ${commit.list} does not hold op ${op}`);
  return { rev: commit.rev, at: commit.at, request };
}

/** The other list of a move between lists, or null. */
export function otherListOf({ request }: Past): string | null {
  return request.with?.list ?? null;
}

function existing(draft: TodoDraft, id: string): Todo {
  const todo = draft.get(id);
  if (todo === undefined) throw new Error(`a commit of the list changes a todo that is not in it: ${id}`);
  return todo;
}

/** `who` asks: what they did themselves is said to be theirs. */
function conflict(todo: Todo, { what, now, back, by }: Extract<Inverse, { kind: 'conflict' }>, who: string) {
  const word = what === 'state' ? 'state' : what === 'place' ? 'place' : fieldWords[what];
  return failure(
    'conflict',
    `${by === who ? 'you' : (by ?? 'somebody')} changed the ${word} of ${todo.n} since`,
    `it is now: ${shortened(now)}; it would be: ${shortened(back)}; tock undo REV takes back another`,
  );
}

/** The plan that takes back what a request did within one list. */
export function planInverse(draft: TodoDraft, { rev, at, request }: Past): Outcome<Plan<TodoChange>> {
  const changes: TodoChange[] = [];
  const unchanged: { id: string; title: string }[] = [];
  for (const change of [...request.changes].reverse()) {
    const todo = existing(draft, change.id);
    const inverse = inverseOf(change, { rev, at, by: request.by }, todo);
    switch (inverse.kind) {
      case 'change':
        changes.push(inverse.change);
        break;
      case 'already':
        unchanged.push({ id: todo.id, title: todo.title });
        break;
      case 'conflict':
        return conflict(todo, inverse, request.by);
      case 'elsewhere':
        throw new Error('a move between lists is taken back in both');
    }
  }
  return success(unchanged.length === 0 ? { changes } : { changes, unchanged });
}

/** The plan that takes back a move between lists: every todo goes back where it was, as it is now. */
export function planReturn(
  own: TodoDraft,
  other: TodoDraft,
  past: Past,
  lists: { own: string; other: string },
): Outcome<{ own: Plan<TodoChange>; other: Plan<TodoChange> }> {
  const ownChanges: TodoChange[] = [];
  const otherChanges: TodoChange[] = [];
  const unchanged: { id: string; title: string }[] = [];
  for (const change of [...past.request.changes].reverse()) {
    const sent = change.type === 'todo_sent';
    const [from, to] = sent ? [other, own] : [own, other];
    const [fromId, toId] = sent ? [lists.other, lists.own] : [lists.own, lists.other];
    const todo = existing(from, change.id);
    const there = existing(to, change.id);
    if (there.removedAt === null) {
      unchanged.push({ id: there.id, title: there.title });
      continue;
    }
    if (todo.removedAt !== null) {
      const where = todo.movedTo === null ? 'removed' : 'moved on to another list';
      const message = `${sanitise(todo.removedBy ?? 'somebody')} ${where} ${shownValue(todo.title)} since`;
      return failure('conflict', message, 'bring it back first');
    }
    const { sent: leaves, received } = handOver(todo, fromId, toId, to, there.position);
    (sent ? otherChanges : ownChanges).push(leaves);
    (sent ? ownChanges : otherChanges).push(received);
  }
  const already = unchanged.length === 0 ? {} : { unchanged };
  return success({ own: { changes: ownChanges, ...already }, other: { changes: otherChanges } });
}
