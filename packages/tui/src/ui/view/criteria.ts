/** Which todos a list shows: a filter in the words of the grammar, and whether what is done is shown too. */
import { clock, type Outcome, parseFilter, stateOf, success, type Todo, type TodoState } from '@tock/shared';
import type { Criteria } from './listView.ts';

const USUAL: ReadonlySet<TodoState> = new Set<TodoState>(['open']);
const ALL: ReadonlySet<TodoState> = new Set<TodoState>(['open', 'waiting', 'done']);

/**
 * The criteria of a filter. Without a state in it, it shows what is open, and with `showDone` what is waiting and done
 * as well. What is ticked while it is in the view may stay there.
 */
export function criteriaOf(text: string, { showDone, now }: { showDone: boolean; now: Date }): Outcome<Criteria> {
  const context = { now };
  const moment = clock(context);
  const shown = parseFilter(text, context, { minusTag: true, states: showDone ? ALL : USUAL });
  if (!shown.ok) return shown;
  const staying = parseFilter(text, context, { minusTag: true, states: ALL });
  if (!staying.ok) return staying;
  return success({
    shows: (todo) => shown.value.matches(todo, moment),
    keeps: (todo) => todo.doneAt !== null && staying.value.matches(todo, moment),
  });
}

/** What hides a todo that a view does not show: its filter, or what the view leaves out by itself. */
export function hiderOf(todo: Todo, filter: string, now: Date): string {
  const all = criteriaOf(filter, { showDone: true, now });
  if (!all.ok || !all.value.shows(todo)) return 'the filter';
  const moment = clock({ now });
  return `the view: ${stateOf(todo, moment.now, moment.today)}`;
}
