/** What is said of writes that came back, and of todos that went away. */
import type { Problem, Todo } from '@tock/shared';
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

/** Tells why the todo under the cursor is not there any more, unless something else is being said. */
export function tellDeparture(screen: Screen, { id, title }: Todo): void {
  const now = screen.session.store.state.get(id);
  if (screen.notice !== null || now === undefined) return;
  const who = now.removedBy ?? 'somebody';
  if (now.movedTo !== null)
    screen.say(`${who} moved ${title} to ${screen.lists.titles.get(now.movedTo) ?? 'another list'}`);
  else if (now.removedAt !== null) screen.say(`${who} removed ${title}`);
  else screen.say(`${title} no longer fits this view`);
}
