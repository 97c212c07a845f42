/** Todos as people read them: aligned columns, the title last, as long as it is. */
import {
  clock,
  formatWhen,
  isPast,
  type ListedTodo,
  sanitise,
  type Todo,
  type TodoState,
  type WhenContext,
} from '@tock/shared';
import stringWidth from 'string-width';
import type { Palette } from './color.ts';

/** A text in a column, and how it is shaded. */
export interface Cell {
  text: string;
  shade?: (text: string) => string;
}

/** A line for each todo: number, state when it is not open, priority, due, person, tags, title. Empty columns are left out. */
export function todoTable(todos: readonly ListedTodo[], when: WhenContext, shades: Palette): string[] {
  const now = clock(when);
  const rows = todos.map(({ todo, state }): Cell[] => {
    const late = state === 'open' && todo.due !== null && isPast(todo.due, now);
    const due = todo.due === null ? '' : formatWhen(todo.due, when);
    return [
      { text: String(todo.n), shade: shades.bold },
      { text: stateWord(todo, state), shade: shades.dim },
      { text: todo.pri ?? '' },
      // The word says it too: colour is not seen by everyone.
      late ? { text: `overdue ${due}`, shade: shades.alarm } : { text: due },
      { text: todo.for === null ? '' : `for ${todo.for}` },
      { text: todo.tags.map((tag) => (tag.startsWith('@') ? tag : `+${tag}`)).join(' '), shade: shades.dim },
      { text: todo.title },
    ];
  });
  return alignedLines(rows);
}

/** What went to another list counts as removed here, and is not lost. */
function stateWord({ movedTo }: Todo, state: TodoState): string {
  if (state === 'open') return '';
  return state === 'removed' && movedTo !== null ? 'moved' : state;
}

/** Lines in which every cell but the last is padded to its column; the first stands to the right. */
export function alignedLines(rows: readonly (readonly Cell[])[]): string[] {
  const safe = rows.map((row) => row.map(({ text, shade }) => ({ text: sanitise(text), shade })));
  const widths: number[] = [];
  for (const row of safe) {
    for (const [column, { text }] of row.entries()) {
      widths[column] = Math.max(widths[column] ?? 0, stringWidth(text));
    }
  }
  return safe.map((row) =>
    row
      .flatMap(({ text, shade = (plain) => plain }, column) => {
        const width = widths[column] ?? 0;
        if (width === 0) return [];
        if (column === row.length - 1) return [shade(text)];
        const space = ' '.repeat(width - stringWidth(text));
        return [column === 0 ? space + shade(text) : shade(text) + space];
      })
      .join('  ')
      .trimEnd(),
  );
}
