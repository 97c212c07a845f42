/** What an edit changes, judged field by field against what its author saw. Pure. */
import {
  type Field,
  type Fields,
  failure,
  foldCase,
  limits,
  type Outcome,
  type RequestOf,
  sanitise,
  success,
  type Todo,
  type TodoChange,
} from '@tock/shared';
import type { Plan } from '../listRules.ts';
import type { TodoDraft } from '../todoRules.ts';
import { nameTodos, removed } from './naming.ts';

const words: Record<Field, string> = {
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
  if (request.ifRev !== undefined && request.ifRev !== todo.rev) {
    return failure(
      'conflict',
      `${todo.n} was changed at revision ${todo.rev}, after revision ${request.ifRev}`,
      shownNow(todo),
    );
  }
  const tags = mergeTags(todo.tags, request.addTags ?? [], request.removeTags ?? []);
  if (tags.length > limits.tags) return failure('invalid', `a todo has at most ${limits.tags} tags`);
  const wanted: Fields = { ...request.set, tags };
  const set: Fields = {};
  const was: Fields = {};
  for (const field of Object.keys(wanted) as Field[]) {
    if (wanted[field] === undefined || same(wanted[field], todo[field])) continue;
    const editedAt = todo.edited[field] ?? 0;
    // Tags are added and removed one by one: two people's edits of them always merge.
    if (request.seen !== undefined && editedAt > request.seen && field !== 'tags') {
      return failure(
        'conflict',
        `the ${words[field]} of ${todo.n} was edited meanwhile, at revision ${editedAt}`,
        shownNow(todo),
      );
    }
    Object.assign(set, { [field]: wanted[field] });
    Object.assign(was, { [field]: todo[field] });
  }
  const title = set.title ?? todo.title;
  if (Object.keys(set).length === 0) return success({ changes: [], unchanged: [{ id: todo.id, title }] });
  return success({ changes: [{ type: 'todo_edited', id: todo.id, title, set, was }] });
}

function same(a: unknown, b: unknown): boolean {
  return Array.isArray(a) && Array.isArray(b)
    ? a.length === b.length && a.every((tag, index) => tag === b[index])
    : a === b;
}

function shownNow(todo: Todo): string {
  return `it says now: ${sanitise(todo.title)}`;
}
