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
import { inputOf, saidOf, writingOf } from './input.ts';
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
export function drawingOf(screen: Screen, size: { columns: number; rows: number }, theme: Theme): Drawing {
  const { columns } = size;
  const writing = writingOf(screen);
  const layout = layoutOf({ ...size, doing: doingOf(screen) });
  if (layout.tooSmall) {
    const least = `${MINIMUM.columns}×${MINIMUM.rows}`;
    const words = [`too small: ${least} is needed`, `needs ${least}`, least].find((text) => cellsOf(text) <= columns);
    return { lines: [words ?? theme.glyphs.more] };
  }
  const hints = layout.hints ? [hintsLine(modeOf(screen.layers), columns, theme)] : [];
  const message = messageOf(screen, columns, theme);
  const above = [headerOf(screen, columns, theme), ...(layout.air ? [''] : [])];
  const middle = (height: number) => {
    const body = bodyOf(screen, { width: columns, height }, theme);
    return Array.from({ length: height }, (_, row) => body[row] ?? '');
  };
  if (writing === null) {
    // The line that is kept for writing is free now: a long notice begins there.
    const said = layout.input ? (twoLinesOf(screen, columns, theme) ?? ['', message]) : [message];
    return { lines: [...above, ...middle(layout.list), ...said, ...hints] };
  }

  const { line, caret } = inputOf(screen, writing, columns, theme);
  const speaking = messagePieces(screen, theme.glyphs).length > 0;
  // Where there is one line to speak, what the last key could not do comes first.
  const silenced = !layout.hints && isUrgent(screen.notice);
  const said = silenced ? [] : saidOf(screen, writing, { width: columns, height: layout.list + hints.length }, theme);
  // What is on its way takes the footer's line while the text has something said about it, and that takes all it needs.
  const other = speaking && layout.hints ? [message] : hints;
  const below = said.length === 0 ? [message, ...hints] : said.length === 1 ? [...said, ...other] : said;
  const rows = middle(layout.list + 1 + hints.length - below.length);
  return {
    lines: [...above, ...rows, line, ...below],
    caret: { x: Math.min(caret, columns - 1), y: above.length + rows.length },
  };
}
