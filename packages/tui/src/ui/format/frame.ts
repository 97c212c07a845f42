/** The whole screen as painted lines and the caret: a pure reading of the state, for one size of terminal. */
import { isAsking } from '../bindings.ts';
import { modeOf } from '../model/layers.ts';
import type { Screen } from '../model/screen.ts';
import type { Theme } from '../theme.ts';
import { type Doing, layoutOf, MINIMUM } from '../view/layout.ts';
import { bodyOf } from './body.ts';
import { cellsOf } from './cells.ts';
import { hintsLine } from './footer.ts';
import { headerOf } from './header.ts';
import { inputOf, previewOf, writingOf } from './input.ts';
import { lineOf } from './line.ts';
import { isUrgent, messageOf, messagePieces, twoLinesOf } from './message.ts';

/** What is drawn. */
export interface Drawing {
  readonly lines: readonly string[];
  /** The cell of the caret; absent when nothing is being written. */
  readonly caret?: { x: number; y: number };
}

/** What the screen is doing, as its layout asks. */
export function doingOf(screen: Screen): Doing {
  if (writingOf(screen) !== null) return 'writing';
  return isAsking(modeOf(screen.layers)) ? 'asking' : 'reading';
}

/** The screen at a size: at most `rows` lines, each at most `columns` cells wide. */
export function drawingOf(screen: Screen, { columns, rows }: { columns: number; rows: number }, theme: Theme): Drawing {
  const writing = writingOf(screen);
  const layout = layoutOf({ columns, rows, doing: doingOf(screen) });
  if (layout.tooSmall) {
    const least = `${MINIMUM.columns}×${MINIMUM.rows}`;
    const words = [`too small: ${least} is needed`, `needs ${least}`, least].find((text) => cellsOf(text) <= columns);
    return { lines: [words ?? theme.glyphs.more] };
  }
  const size = { width: columns, height: layout.list };
  const body = bodyOf(screen, size, theme);
  const above = [headerOf(screen, columns, theme), ...(layout.air ? [''] : [])];
  const middle = Array.from({ length: layout.list }, (_, row) => body[row] ?? '');
  const message = messageOf(screen, columns, theme);
  const hints = layout.hints ? [hintsLine(modeOf(screen.layers), columns, theme)] : [];
  if (writing === null) {
    // The line that is kept for writing is free now: a long notice begins there.
    const said = layout.input ? (twoLinesOf(screen, columns, theme) ?? ['', message]) : [message];
    return { lines: [...above, ...middle, ...said, ...hints] };
  }

  const { line, caret } = inputOf(screen, writing, columns, theme);
  const preview = previewOf(screen, writing, theme);
  const said =
    preview.length === 0 ? null : lineOf([{ text: ' ' }, ...preview], columns, { ...theme, more: theme.glyphs.more });
  const speaking = messagePieces(screen, theme.glyphs).length > 0;
  const y = above.length + middle.length;
  // Where the text has something said about it, what is on its way takes the footer's line for that time. Where there is
  // no such line, what the last key could not do comes first.
  const only = said === null || (!layout.hints && isUrgent(screen.notice));
  const below = only ? [message, ...hints] : [said, ...(speaking && layout.hints ? [message] : hints)];
  return { lines: [...above, ...middle, line, ...below], caret: { x: Math.min(caret, columns - 1), y } };
}
