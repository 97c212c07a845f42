/** A screen as a picture: each run of equal cells a text, in the sixteen colours that a dark terminal has. */
import type { IBuffer, IBufferCell } from '@xterm/headless';

const CELL = { width: 8.4, height: 18 };
const MARGIN = 14;
const BACKGROUND = '#16181d';
const FOREGROUND = '#d5d8de';
/** The sixteen colours in the order of their numbers. */
const PALETTE = (
  '#3b4048 #e06c75 #98c379 #e5c07b #61afef #c678dd #56b6c2 #d5d8de ' +
  '#5c6370 #e88388 #a8d08d #ebcb8b #7cbdf3 #d19de0 #6fc7d1 #ffffff'
).split(' ');

interface Look {
  colour: string;
  background: string | null;
  bold: boolean;
  dim: boolean;
  struck: boolean;
  underlined: boolean;
}

function lookOf(cell: IBufferCell): Look {
  const colour = cell.isFgDefault() ? FOREGROUND : (PALETTE[cell.getFgColor()] ?? FOREGROUND);
  const background = cell.isBgDefault() ? null : (PALETTE[cell.getBgColor()] ?? null);
  const inverse = cell.isInverse() !== 0;
  return {
    colour: inverse ? (background ?? BACKGROUND) : colour,
    background: inverse ? colour : background,
    bold: cell.isBold() !== 0,
    dim: cell.isDim() !== 0,
    struck: cell.isStrikethrough() !== 0,
    underlined: cell.isUnderline() !== 0,
  };
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function drawRun(text: string, look: Look, column: number, row: number, columns: number): string {
  const x = MARGIN + column * CELL.width;
  const y = MARGIN + row * CELL.height;
  const width = columns * CELL.width;
  const fill =
    look.background === null
      ? ''
      : `<rect x="${x.toFixed(1)}" y="${y}" width="${width.toFixed(1)}" height="${CELL.height}" fill="${look.background}"/>`;
  if (text.trim() === '') return fill;
  const decoration = [look.struck ? 'line-through' : '', look.underlined ? 'underline' : ''].filter(Boolean).join(' ');
  const style = [
    `fill="${look.colour}"`,
    look.bold ? 'font-weight="bold"' : '',
    look.dim ? 'opacity="0.6"' : '',
    decoration === '' ? '' : `text-decoration="${decoration}"`,
  ].filter(Boolean);
  return `${fill}<text x="${x.toFixed(1)}" y="${y + 13}" textLength="${width.toFixed(1)}" ${style.join(' ')}>${escaped(text)}</text>`;
}

/** The screen of a terminal as SVG. */
export function drawScreen(buffer: IBuffer, columns: number, rows: number): string {
  const parts: string[] = [];
  for (let row = 0; row < rows; row += 1) {
    const line = buffer.getLine(buffer.viewportY + row);
    let text = '';
    let first = 0;
    let look: Look | null = null;
    for (let column = 0; column < columns; column += 1) {
      const cell = line?.getCell(column);
      if (cell === undefined || cell.getWidth() === 0) continue;
      const next = lookOf(cell);
      if (look !== null && JSON.stringify(next) !== JSON.stringify(look)) {
        parts.push(drawRun(text, look, first, row, column - first));
        text = '';
        first = column;
      }
      look = next;
      text += cell.getChars() || ' ';
    }
    if (look !== null) parts.push(drawRun(text, look, first, row, columns - first));
  }
  const width = (2 * MARGIN + columns * CELL.width).toFixed(0);
  const height = 2 * MARGIN + rows * CELL.height;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" xml:space="preserve">
<title>tock in a terminal</title>
<rect width="100%" height="100%" rx="8" fill="${BACKGROUND}"/>
${parts.filter(Boolean).join('\n')}
</svg>
`;
}
