/** How the lines of the terminal are shared out. Pure. The footer goes first where there are few. */

/** Smaller terminals get one sentence instead. */
export const MINIMUM = { columns: 20, rows: 4 } as const;
/** From this many lines on, there is room for a footer and for air. */
const ROOMY = 12;

/** Which lines there are. Their sum is never more than the terminal has. */
export interface Layout {
  readonly tooSmall: boolean;
  /** An empty line under the header. */
  readonly air: boolean;
  /** Lines of the list, or of what lies over it. */
  readonly list: number;
  /** The line where text is written; empty when nothing is. */
  readonly input: boolean;
  readonly hints: boolean;
}

/** The layout of a terminal while something is being written, or not: where there is room the list stays as it is. */
export function layoutOf({ columns, rows, writing }: { columns: number; rows: number; writing: boolean }): Layout {
  if (columns < MINIMUM.columns || rows < MINIMUM.rows) {
    return { tooSmall: true, air: false, list: 1, input: false, hints: false };
  }
  const roomy = rows >= ROOMY;
  const input = roomy || writing;
  const list = rows - 2 - (roomy ? 2 : 0) - (input ? 1 : 0);
  return { tooSmall: false, air: roomy, list, input, hints: roomy };
}
