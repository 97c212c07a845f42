/** One todo as one line: fixed columns first, the text of people last, in exactly as many cells as there are. */
import { type Clock, formatWhen, isPast, sanitise, stateOf, type Todo, type WhenContext } from '@tock/shared';
import type { Theme } from '../theme.ts';
import { cellsOf, fit, padded } from './cells.ts';

/** The columns of a list, the same for every row of it. */
export interface Columns {
  /** Cells of the whole line. */
  readonly width: number;
  /** Digits of the greatest number. */
  readonly numbers: number;
  readonly priority: boolean;
  readonly due: boolean;
}

/** What a row shows beyond its todo. */
export interface RowState {
  readonly selected: boolean;
  /** What is shown may be old, or takes no changes. */
  readonly quiet: boolean;
  readonly mark: { by: string; bold: boolean } | null;
}

/** Cells of the column of dates: "30 Sep 2027" is cut, everything nearer fits. */
const DUE = 11;
/** Below this many cells there is no column of dates. */
const DUE_FROM = 44;

/** The columns for a list: a column is there as soon as one todo of the view fills it. */
export function columnsOf(
  view: { hasDates: boolean; hasPriorities: boolean },
  { width, count }: { width: number; count: number },
): Columns {
  return {
    width,
    numbers: Math.max(2, String(count).length),
    priority: view.hasPriorities,
    due: view.hasDates && width >= DUE_FROM,
  };
}

/** The row of a todo, painted. */
export function rowOf(
  todo: Todo,
  { selected, quiet: still, mark }: RowState,
  { columns, theme, context, clock }: { columns: Columns; theme: Theme; context: WhenContext; clock: Clock },
): string {
  const { glyphs, paint } = theme;
  const state = stateOf(todo, clock.now, clock.today);
  const quiet = still || state !== 'open';
  const initial = mark === null ? ' ' : fit(sanitise(mark.by).slice(0, 1).toUpperCase(), 1, '?');
  const number = String(todo.n).padStart(columns.numbers);
  const parts = [
    mark === null ? initial : paint(mark.bold ? 'accent' : 'warning', initial),
    selected ? paint('accent', glyphs.cursor) : ' ',
    selected && !still ? number : paint('dim', number),
    ' ',
    state === 'done' ? paint('tick', glyphs.done) : paint(quiet ? 'dim' : 'strong', glyphs[state]),
    ' ',
  ];
  if (columns.priority) parts.push(paint(quiet ? 'dim' : 'priority', todo.pri ?? ' '), ' ');
  if (columns.due) {
    const late = state === 'open' && todo.due !== null && isPast(todo.due, clock);
    const due = padded(todo.due === null ? '' : sanitise(formatWhen(todo.due, context)), DUE, glyphs.more);
    parts.push(paint(late && !still ? 'bad' : 'dim', due), ' ');
  }
  const fixed = columns.numbers + 5 + (columns.priority ? 2 : 0) + (columns.due ? DUE + 1 : 0);
  const room = columns.width - fixed;
  const title = fit(sanitise(todo.title), room, glyphs.more);
  parts.push(
    state === 'done' || state === 'removed'
      ? paint('done', title)
      : quiet
        ? paint('dim', title)
        : selected
          ? paint('strong', title)
          : title,
  );
  const tags = tagsOf(todo, theme);
  const left = room - cellsOf(title) - 2;
  if (tags !== '' && left >= 4) parts.push('  ', paint(quiet ? 'dim' : 'tag', fit(tags, left, glyphs.more)));
  return parts.join('');
}

/** The tags of a todo, who it is for, and whether it has notes: plain, sanitised. */
function tagsOf(todo: Todo, { glyphs }: Theme): string {
  const tags = todo.tags.map((tag) => (tag.startsWith('@') ? tag : `+${tag}`));
  const person = todo.for === null ? [] : [`for:${todo.for}`];
  const notes = todo.notes === '' ? [] : [glyphs.notes];
  return sanitise([...tags, ...person, ...notes].join(' '));
}
