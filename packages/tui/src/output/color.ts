/** Colour: whether it may be used, and the few shades there are. Nothing is ever said by colour alone. */
import type { Environment } from '../paths.ts';

/** What `--color` may say. */
export const colorChoices = ['always', 'never', 'auto'] as const;
export type ColorChoice = (typeof colorChoices)[number];

/** Whether a stream gets colour: `--color`, non-empty `NO_COLOR`, `FORCE_COLOR`, `TERM=dumb`, terminal, in this order. */
export function usesColor(choice: ColorChoice, environment: Environment, isTerminal: boolean): boolean {
  if (choice !== 'auto') return choice === 'always';
  if ((environment.NO_COLOR ?? '') !== '') return false;
  const forced = environment.FORCE_COLOR;
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  if (environment.TERM === 'dumb') return false;
  return isTerminal;
}

/** The shades, as functions of text that was sanitised before. */
export interface Palette {
  bold(text: string): string;
  dim(text: string): string;
  alarm(text: string): string;
}

function shade(on: number, off: number): (text: string) => string {
  return (text) => (text === '' ? '' : `\u001b[${on}m${text}\u001b[${off}m`);
}

const colored: Palette = { bold: shade(1, 22), dim: shade(2, 22), alarm: shade(31, 39) };
const plain: Palette = { bold: (text) => text, dim: (text) => text, alarm: (text) => text };

/** The palette for a stream that has colour or not. */
export function palette(color: boolean): Palette {
  return color ? colored : plain;
}
