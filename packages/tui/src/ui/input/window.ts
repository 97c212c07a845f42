/** The part of a long field that fits on its line, and the cell of the caret in it. */
import { sanitise } from '@tock/shared';
import { cellsOf } from '../format/cells.ts';
import type { Field } from './field.ts';

/** What of a field is on screen. */
export interface FieldWindow {
  /** The graphemes that are shown, sanitised, each with its offset in the text (UTF-16 units). */
  readonly shown: readonly { text: string; offset: number }[];
  /** The cell of the caret, counted from the first shown. */
  readonly caret: number;
}

/**
 * The stretch of a field that fits into `width` cells: the caret is always in it, and as much of what stands before it
 * as there is room for. The last cell is left to the caret.
 */
export function windowOf(field: Field, width: number): FieldWindow {
  const room = Math.max(1, width - 1);
  const cells = field.characters.map((character) => cellsOf(sanitise(character)));
  let first = field.caret;
  let before = 0;
  while (first > 0 && before + (cells[first - 1] ?? 0) <= room) {
    first -= 1;
    before += cells[first] ?? 0;
  }
  let last = field.caret;
  let used = before;
  while (last < cells.length && used + (cells[last] ?? 0) <= room) {
    used += cells[last] ?? 0;
    last += 1;
  }
  let offset = field.characters.slice(0, first).join('').length;
  const shown = field.characters.slice(first, last).map((character) => {
    const at = offset;
    offset += character.length;
    return { text: sanitise(character), offset: at };
  });
  return { shown, caret: before };
}
