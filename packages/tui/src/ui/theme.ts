/** What the screen is drawn with: the roles of text in the terminal's own sixteen colours, and glyphs one cell wide. */

/** What a piece of text is for. Its look is decided here alone, and never says anything that glyph or word does not. */
export type Role = 'strong' | 'dim' | 'accent' | 'good' | 'warning' | 'bad' | 'tag' | 'done' | 'tick' | 'priority';

/** How a role looks: SGR attributes, which stay without colour, and one colour of the terminal's palette. */
interface Look {
  readonly attributes: readonly number[];
  readonly color: number | null;
}

const BOLD = 1;
const DIM = 2;
const STRUCK = 9;

const looks: Record<Role, Look> = {
  strong: { attributes: [BOLD], color: null },
  dim: { attributes: [DIM], color: null },
  accent: { attributes: [BOLD], color: 36 },
  good: { attributes: [], color: 32 },
  warning: { attributes: [], color: 33 },
  bad: { attributes: [BOLD], color: 31 },
  tag: { attributes: [DIM], color: 36 },
  done: { attributes: [DIM, STRUCK], color: null },
  tick: { attributes: [DIM], color: 32 },
  priority: { attributes: [], color: 33 },
};

/** The glyphs of the screen. Each is one cell wide in every terminal that knows it. */
export interface Glyphs {
  readonly cursor: string;
  readonly open: string;
  readonly done: string;
  readonly waiting: string;
  readonly removed: string;
  readonly notes: string;
  readonly more: string;
  readonly separator: string;
  readonly prompt: string;
  readonly above: string;
  readonly below: string;
  readonly live: string;
  readonly connecting: string;
  readonly reconnecting: string;
  readonly offline: string;
  readonly refused: string;
}

const unicode: Glyphs = {
  cursor: '▌',
  open: '○',
  done: '✓',
  waiting: '◌',
  removed: '×',
  notes: '≡',
  more: '…',
  separator: '·',
  prompt: '›',
  above: '↑',
  below: '↓',
  live: '●',
  connecting: '◌',
  reconnecting: '↻',
  offline: '⏸',
  refused: '✖',
};

const ascii: Glyphs = {
  cursor: '>',
  open: 'o',
  done: 'x',
  waiting: 'w',
  removed: '-',
  notes: '=',
  more: '~',
  separator: '-',
  prompt: '>',
  above: '^',
  below: 'v',
  live: '*',
  connecting: '.',
  reconnecting: '%',
  offline: '#',
  refused: '!',
};

/** Turns plain, sanitised text into text as its role looks. */
export type Paint = (role: Role, text: string) => string;

/** How a screen is drawn. */
export interface Theme {
  readonly glyphs: Glyphs;
  readonly paint: Paint;
}

/** The theme of a terminal: without `color`, attributes alone; with `ascii`, glyphs that any font has. */
export function themeOf({ ascii: plain, color }: { ascii: boolean; color: boolean }): Theme {
  return {
    glyphs: plain ? ascii : unicode,
    paint(role, text) {
      const look = looks[role];
      const codes = color && look.color !== null ? [...look.attributes, look.color] : look.attributes;
      return text === '' || codes.length === 0 ? text : `\u001b[${codes.join(';')}m${text}\u001b[0m`;
    },
  };
}
