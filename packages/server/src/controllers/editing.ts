/** What an edit changes, judged field by field against what its author saw. Pure. */
import {
  type Field,
  type Fields,
  failure,
  foldCase,
  limits,
  type Outcome,
  type RequestOf,
  sameValue,
  success,
  type Todo,
  type TodoChange,
} from '@tock/shared';
import type { Plan } from '../listRules.ts';
import type { TodoDraft } from '../todoRules.ts';
import { nameTodos, removed, shortened } from './naming.ts';

/** The fields as messages name them. */
export const fieldWords: Record<Field, string> = {
  title: 'title',
  notes: 'notes',
  pri: 'priority',
  due: 'due date',
  wait: 'wait date',
  for: 'assignee',
  tags: 'tags',
};

/** The tags after some were removed and some added; compared without case, the first spelling stays. */
function mergeTags(before: readonly string[], add: readonly string[], remove: readonly string[]): string[] {
  const gone = new Set(remove.map(foldCase));
  const tags = before.filter((tag) => !gone.has(foldCase(tag)));
  const present = new Set(tags.map(foldCase));
  for (const tag of add) {
    if (!present.has(foldCase(tag))) tags.push(tag);
    present.add(foldCase(tag));
  }
  return tags;
}

/** The plan of an edit: only fields whose value really changes; none at all is "unchanged", not a commit. */
export function planEdit(draft: TodoDraft, request: RequestOf<'todo:edit'>): Outcome<Plan<TodoChange>> {
  const named = nameTodos([request.todo], draft);
  if (!named.ok) return named;
  const [todo] = named.value;
  if (todo === undefined) throw new Error('a reference named neither a todo nor a problem');
  if (todo.removedAt !== null) return removed(todo);
  if (request.ifRev !== undefined && request.ifRev !== todo.rev) return changedSince(draft, todo, request.ifRev);
  if (request.seen !== undefined && request.seen > draft.durable.rev) return headIsBehind(draft, request.seen);
  const tags = mergeTags(todo.tags, request.addTags ?? [], request.removeTags ?? []);
  if (tags.length > Math.max(limits.tags, todo.tags.length))
    return failure('invalid', `a todo has at most ${limits.tags} tags`);
  const wanted: Fields = { ...request.set, tags };
  const set: Fields = {};
  const was: Fields = {};
  for (const field of Object.keys(wanted) as Field[]) {
    if (wanted[field] === undefined || sameValue(wanted[field], todo[field])) continue;
    const edit = todo.edited[field];
    // Tags are added and removed one by one: two people's edits of them always merge.
    if (request.seen !== undefined && edit !== undefined && edit.rev > request.seen && field !== 'tags') {
      return failure(
        'conflict',
        `${edit.by} edited the ${fieldWords[field]} of ${todo.n} meanwhile, at revision ${edit.rev}`,
        `it is now: ${shownValue(todo[field])}`,
      );
    }
    Object.assign(set, { [field]: wanted[field] });
    Object.assign(was, { [field]: todo[field] });
  }
  const title = set.title ?? todo.title;
  if (Object.keys(set).length === 0) return success({ changes: [], unchanged: [{ id: todo.id, title }] });
  return success({ changes: [{ type: 'todo_edited', id: todo.id, title, seen: todo.rev, set, was }] });
}

/** A value of a field in one line of a message. */
export function shownValue(value: Todo[Field]): string {
  if (value === null || value.length === 0) return 'nothing';
  return shortened(typeof value === 'string' ? value : value.join(' '));
}

/** The todo is not as it was at the revision that the request names: who changed it and what, where the todo tells. */
export function changedSince(draft: TodoDraft, todo: Todo, rev: number) {
  if (rev > draft.durable.rev) return headIsBehind(draft, rev);
  const edits = Object.entries(todo.edited).filter(([, edit]) => edit.rev === todo.rev);
  const by = edits[0]?.[1].by ?? null;
  const what = edits.map(([field]) => fieldWords[field as Field]).join(', ');
  const change = by === null ? `${todo.n} was changed` : `${by} changed the ${what} of ${todo.n}`;
  return failure(
    'conflict',
    `${change} at revision ${todo.rev}, after revision ${rev}`,
    `it says now: ${shortened(todo.title)}`,
  );
}

/** The list never was where the request saw it: it was put back since, and what was seen there is not in it (R4). */
function headIsBehind({ durable }: TodoDraft, rev: number) {
  return failure(
    'server_behind',
    `revision ${rev} was seen, and the list is at ${durable.rev}: it was restored or replaced`,
    'read it again, then decide',
  );
}
