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

/** What the screen is doing, as far as it takes lines: a text is written, a question waits for its key, or neither. */
export type Doing = 'writing' | 'asking' | 'reading';

/** The layout of a terminal by what the screen is doing: where there is room the list stays as it is. */
export function layoutOf({ columns, rows, doing }: { columns: number; rows: number; doing: Doing }): Layout {
  if (columns < MINIMUM.columns || rows < MINIMUM.rows) {
    return { tooSmall: true, air: false, list: 1, input: false, hints: false };
  }
  const roomy = rows >= ROOMY;
  const input = roomy || doing === 'writing';
  // A question without its keys cannot be answered.
  const hints = roomy || doing === 'asking';
  const list = rows - 2 - [roomy, input, hints].filter(Boolean).length;
  return { tooSmall: false, air: roomy, list, input, hints };
}
