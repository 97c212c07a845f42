/** What the signs of a row mean: the last lines of the help. */
import type { Glyphs } from './theme.ts';

/** Signs that are told in one line, and what they say of a todo. */
export const signs: readonly { readonly glyphs: readonly (keyof Glyphs)[]; readonly help: string }[] = [
  { glyphs: ['open', 'done'], help: 'open, done' },
  { glyphs: ['waiting', 'removed'], help: 'waiting for its day, removed' },
  { glyphs: ['notes'], help: 'has notes: enter shows them' },
];
