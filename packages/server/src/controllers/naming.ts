/** From what people type to the todo they mean, in the list as it will be when the commit lands. */
import {
  failure,
  graphemes,
  type ListState,
  nearTitles,
  type Outcome,
  resolveReference,
  sanitise,
  success,
  type Todo,
} from '@tock/shared';
import type { TodoDraft } from '../todoRules.ts';

/** Candidates that a message names at most. */
const SHOWN = 5;
/** How much of a title it shows, in graphemes: enough to know it by. */
const TITLE = 40;

/** As much of a text from people as a message has room for, safe to show. */
export function shortened(title: string): string {
  const characters = graphemes(sanitise(title));
  return characters.length > TITLE ? `${characters.slice(0, TITLE).join('')}…` : characters.join('');
}

function shown(todos: Todo[]): string {
  const some = todos.slice(0, SHOWN).map((todo) => `${todo.n} ${shortened(todo.title)} (${todo.id})`);
  return todos.length > SHOWN ? `${some.join(', ')} and ${todos.length - SHOWN} more` : some.join(', ');
}

/** The todo that a reference names in a list, removed ones too. */
export function nameTodo(reference: string, state: ListState): Outcome<Todo> {
  const resolved = resolveReference(reference, state);
  switch (resolved.kind) {
    case 'found':
      return success(resolved.todo);
    case 'ambiguous':
      return failure(
        'ambiguous',
        `"${sanitise(reference)}" begins several ids`,
        `one of ${shown(resolved.candidates)}`,
      );
    case 'none': {
      const near = nearTitles(reference, state);
      return failure(
        'not_found',
        `there is no todo "${sanitise(reference)}" in this list`,
        near.length > 0 ? `did you mean ${shown(near)}?` : 'tock ls shows the numbers',
      );
    }
  }
}

/** The todos that references name, each once, as the commit being formed leaves them so far. */
export function nameTodos(references: string[], draft: TodoDraft): Outcome<Todo[]> {
  const todos = new Map<string, Todo>();
  for (const reference of references) {
    const named = nameTodo(reference, draft.durable);
    if (!named.ok) return named;
    todos.set(named.value.id, draft.get(named.value.id) ?? named.value);
  }
  return success([...todos.values()]);
}

/** The answer where a todo must not be removed to be changed. */
export function removed(todo: Todo) {
  const by = todo.removedBy ?? 'somebody';
  if (todo.movedTo !== null) {
    return failure('refused', `${todo.n} was moved to another list by ${by}`, `tock show ${todo.n} says to which`);
  }
  const message = `${todo.n} was removed by ${by}`;
  return failure('refused', message, `tock restore ${todo.n} brings it back`);
}
