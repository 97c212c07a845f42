/** What is said of writes that came back, and of todos that went away. */
import type { Problem, Receipt, Todo } from '@tock/shared';
import { hiderOf } from '../view/criteria.ts';
import type { Screen } from './screen.ts';

/** Tells why a write came back; only one whose repeat changes nothing more may be pressed again. */
export function tellUnsent(screen: Screen, label: string, problem: Problem, again = 'press the key again, it is safe') {
  if (problem.code === 'unknown') screen.say(`not confirmed: ${label}`, 'bad', again);
  else screen.sayProblem({ ...problem, message: `not stored: ${label}: ${problem.message}` });
}

/** Tells that a write never went out, because it would mean something else when one before it is not stored. */
export function tellDropped(screen: Screen, label: string): void {
  screen.say(`not sent: ${label}`, 'bad', 'what came before it is not confirmed');
}

/** Why a todo is not in the view any more. */
export function departureWords({ session, lists }: Screen, { id, title }: Todo): string {
  const now = session.store.state.get(id);
  const who = now?.removedBy ?? 'somebody';
  if (now !== undefined && now.movedTo !== null)
    return `${who} moved ${title} to ${lists.titles.get(now.movedTo) ?? 'another list'}`;
  return now !== undefined && now.removedAt !== null ? `${who} removed ${title}` : `${title} no longer fits this view`;
}

/** Tells why the todo under the cursor is not there any more, unless something else is being said. */
export function tellDeparture(screen: Screen, todo: Todo): void {
  if (screen.notice === null) screen.say(departureWords(screen, todo));
}

/** What hides todos of the list that is shown, told of those that are not to be seen: "hidden by the filter". Else null. */
export function hiddenWords({ session, context }: Screen, todos: Receipt['todos']): string | null {
  const hiders = todos.flatMap(({ id }) => {
    const todo = session.store.state.get(id);
    if (todo === undefined || todo.removedAt !== null || session.view.get(id) !== undefined) return [];
    return [hiderOf(todo, session.filter, context.now)];
  });
  const [hider] = hiders;
  if (hider === undefined) return null;
  return `${hiders.length === todos.length ? '' : `${hiders.length} `}hidden by ${hider}`;
}
