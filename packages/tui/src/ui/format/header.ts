/** The first line: which list, where it is, how much is in it, and how the connection stands. */
import type { Screen } from '../model/screen.ts';
import type { Theme } from '../theme.ts';
import { type Piece, spread, widthOf } from './line.ts';
import { presenceWords } from './presence.ts';

const number = new Intl.NumberFormat('en', { useGrouping: true });

/** A count as people read it: `10 000`. */
export function counted(count: number): string {
  return number.format(count).replaceAll(',', ' ');
}

/** How much is in a list: `empty`, `5 open`, `5 open of 6`. */
function countWords({ open, total }: { open: number; total: number }): string {
  if (total === 0) return 'empty';
  return open === total ? `${counted(open)} open` : `${counted(open)} open of ${counted(total)}`;
}

/** Who else is here, as the connection is now: nothing of it is known while it is lost. */
function othersIn({ session, connection: { state } }: Screen): string[] {
  const { presence } = session.store;
  return presence === null || state.phase !== 'live' ? [] : presenceWords(presence, state.welcome.person);
}

/**
 * The header in `width` cells: the place gives way first, then the names of others, then the counts, then the words of
 * the connection.
 */
export function headerOf(screen: Screen, width: number, { glyphs, paint }: Theme): string {
  const { link, session, place } = screen;
  const glyph = glyphs[link.glyph];
  const title: Piece[] = [
    { text: ` ${screen.info?.title ?? session.list}`, role: 'strong' },
    { text: screen.archived ? '  archived' : '', role: 'warning' },
  ];
  const where: Piece = { text: `  ${place}`, role: 'dim' };
  const { status } = session.store;
  // Before the first answer nothing is known: that is no empty list.
  const counts: Piece = { text: status.phase === 'opening' ? '' : `${countWords(session.tally)}   `, role: 'dim' };
  const long: Piece = { text: `${glyph} ${link.words} `, role: link.role };
  const short: Piece = { text: `${glyph} ${link.word}`, role: link.role };
  const style = { paint, more: glyphs.more };
  const others = othersIn(screen).map((words): Piece => ({ text: `${words}   `, role: 'accent' }));
  const rights = [...others.map((words) => [words, counts, long]), [counts, long], [long]];
  const [all = []] = rights;
  const candidates = [{ left: [...title, where], right: all }, ...rights.map((right) => ({ left: title, right }))];
  const fitting = candidates.find(({ left, right }) => widthOf(left) + widthOf(right) + 2 <= width);
  if (fitting !== undefined) return spread(fitting.left, fitting.right, width, style);
  return spread(title, [short], width, style);
}
