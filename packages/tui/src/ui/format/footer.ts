/** The last line: the keys that matter here, read from the keymap. */
import { hintsOf } from '../bindings.ts';
import type { Mode } from '../keymap.ts';
import type { Theme } from '../theme.ts';
import { cellsOf } from './cells.ts';
import { lineOf, type Piece } from './line.ts';

/** The hints of a mode in `width` cells; a hint is shown whole or not at all. */
export function hintsLine(mode: Mode, width: number, { glyphs, paint }: Theme): string {
  const pieces: Piece[] = [];
  let used = 1;
  for (const { key, word } of hintsOf(mode)) {
    const cells = cellsOf(`${key} ${word}`) + 2;
    if (used + cells > width) break;
    used += cells;
    pieces.push(
      { text: `${pieces.length === 0 ? ' ' : '  '}${key}`, role: 'strong' },
      { text: ` ${word}`, role: 'dim' },
    );
  }
  return lineOf(pieces, width, { paint, more: glyphs.more });
}
