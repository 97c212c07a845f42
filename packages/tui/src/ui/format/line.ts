/** Lines put together from pieces: the one place where a piece is sanitised, cut to the terminal and painted. */
import { sanitise } from '@tock/shared';
import type { Paint, Role } from '../theme.ts';
import { cellsOf, fit } from './cells.ts';

/** A stretch of plain text, from whomever, and what it is for. */
export interface Piece {
  readonly text: string;
  readonly role?: Role | null;
}

/** Pieces one after another in at most `width` cells; the piece that does not fit is cut, the rest left out. */
export function lineOf(
  pieces: readonly Piece[],
  width: number,
  { paint, more }: { paint: Paint; more: string },
): string {
  let left = width;
  let line = '';
  for (const { text, role = null } of pieces) {
    const shown = fit(sanitise(text), left, more);
    line += role === null ? shown : paint(role, shown);
    left -= cellsOf(shown);
    if (left <= 0) break;
  }
  return line;
}

/** How many cells pieces take. */
export function widthOf(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { text }) => sum + cellsOf(sanitise(text)), 0);
}

/** Pieces at the left and pieces at the right edge of one line; the left ones give way. */
export function spread(
  left: readonly Piece[],
  right: readonly Piece[],
  width: number,
  style: { paint: Paint; more: string },
): string {
  const room = width - widthOf(right) - (right.length > 0 ? 2 : 0);
  if (room < 4 && left.length > 0 && widthOf(left) > Math.max(0, room)) return lineOf(left, width, style);
  const shown = lineOf(left, room, style);
  const gap = width - Math.min(room, widthOf(left)) - widthOf(right);
  return shown + ' '.repeat(Math.max(0, gap)) + lineOf(right, width, style);
}
