/** The last line: the keys that matter here, read from the keymap. */
import { type Hint, hintsOf } from '../bindings.ts';
import type { Mode } from '../keys/binding.ts';
import type { Theme } from '../theme.ts';
import { cellsOf } from './cells.ts';
import { lineOf, type Piece } from './line.ts';

function cellsOfHint({ key, word }: Hint): number {
  return cellsOf(`${key} ${word}`) + 2;
}

/** The hints of a mode in `width` cells: each whole or not at all, and the way out before everything else. */
export function hintsLine(mode: Mode, width: number, { glyphs, paint }: Theme): string {
  const hints = hintsOf(mode);
  const shown = new Set<Hint>();
  // The line begins with one space, and each hint but the first with two.
  let left = width + 1;
  for (const hint of [...hints.filter(({ vital }) => vital), ...hints.filter(({ vital }) => !vital)]) {
    left -= cellsOfHint(hint);
    if (left < 0) break;
    shown.add(hint);
  }
  const pieces: Piece[] = [];
  for (const hint of hints) {
    if (!shown.has(hint)) continue;
    const { key, word } = hint;
    pieces.push(
      { text: `${pieces.length === 0 ? ' ' : '  '}${key}`, role: 'strong' },
      { text: ` ${word}`, role: 'dim' },
    );
  }
  return lineOf(pieces, width, { paint, more: glyphs.more });
}
