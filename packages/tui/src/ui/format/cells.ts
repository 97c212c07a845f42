/** Text measured in terminal cells: cut, padded and wrapped without ever splitting what a reader sees as one character. */
import { graphemes } from '@tock/shared';
import stringWidth from 'string-width';

const PRINTABLE_ASCII = /^[\u0020-\u007e]*$/;

/** How many cells a plain text takes. */
export function cellsOf(text: string): number {
  return PRINTABLE_ASCII.test(text) ? text.length : stringWidth(text);
}

/** The longest beginning of a text that fits into `width` cells. */
function beginning(text: string, width: number): string {
  if (PRINTABLE_ASCII.test(text)) return text.slice(0, width);
  // No text shows more graphemes than cells: a text of kilobytes is never split further than the screen is wide.
  return (
    filled(text.slice(0, width * 4), width) ?? filled(text.slice(0, width * 64), width) ?? text.slice(0, width * 64)
  );
}

/** The longest beginning that fits; null when all of the text does: where it was cut off, more of it may fit. */
function filled(text: string, width: number): string | null {
  let used = 0;
  let kept = '';
  for (const grapheme of graphemes(text)) {
    used += cellsOf(grapheme);
    if (used > width) return kept;
    kept += grapheme;
  }
  return null;
}

/** A plain text in at most `width` cells; what is cut off is told by `more`, one cell wide. */
export function fit(text: string, width: number, more: string): string {
  if (width <= 0) return '';
  if (text.length <= width * 64 && cellsOf(text) <= width) return text;
  return `${beginning(text, width - 1)}${more}`;
}

/** A plain text in exactly `width` cells. */
export function padded(text: string, width: number, more: string): string {
  const fitted = fit(text, width, more);
  return fitted + ' '.repeat(Math.max(0, width - cellsOf(fitted)));
}

/** A plain text in lines of at most `width` cells, broken at spaces where it can be, at most `limit` lines. */
export function wrapped(text: string, width: number, limit: number): string[] {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let rest = paragraph;
    do {
      if (lines.length >= limit) return lines;
      let line = beginning(rest, Math.max(1, width)) || rest.slice(0, 1);
      const space = line.lastIndexOf(' ');
      if (line.length < rest.length && rest.charAt(line.length) !== ' ' && space > 0) line = line.slice(0, space);
      lines.push(line.trimEnd());
      rest = rest.slice(line.length).trimStart();
    } while (rest !== '');
  }
  return lines;
}
