/** The line that speaks: what is on its way, what just happened, what is news outside the screen. */
import { textOf } from '../input/field.ts';
import type { Draft } from '../model/layers.ts';
import { timeOfDay } from '../model/link.ts';
import type { Counts } from '../model/missed.ts';
import { CAUGHT_UP } from '../model/moments.ts';
import type { Notice, Screen } from '../model/screen.ts';
import type { Glyphs, Theme } from '../theme.ts';
import { counted } from './header.ts';
import { lineOf, type Piece, spread, widthOf } from './line.ts';

function sending(screen: Screen, { separator }: Glyphs): Piece[] | null {
  const told = screen.lane.told(screen.now());
  if (told === null) return null;
  const count: Piece = { text: `sending ${told.count}`, role: 'warning' };
  const label: Piece = { text: ` ${separator} ${told.label}`, role: 'dim' };
  if (told.slow === null) return [count, label];
  const slow: Piece = { text: ` ${separator} server slow (${(told.slow / 1_000).toFixed(1)} s)`, role: 'warning' };
  return [count, slow, label];
}

/** How many rows came, changed and went: `+3 ~1 -2`, and only what there is. */
function countWords({ added, changed, removed }: Counts): string {
  const signed = [
    ['+', added],
    ['~', changed],
    ['-', removed],
  ] as const;
  return signed.flatMap(([sign, count]) => (count === 0 ? [] : [`${sign}${count}`])).join(' ');
}

function caughtUp(screen: Screen): Piece[] | null {
  const { store, missed } = screen.session;
  const { catchUp } = store;
  if (catchUp === null || screen.now() - catchUp.at >= CAUGHT_UP) return null;
  const { anew } = catchUp;
  const counts = countWords(missed.counts);
  // Of what happened meanwhile there is no history any more: the whole list was taken in place of it.
  if (anew) return [{ text: `too long away: read anew${counts === '' ? '' : `, ${counts}`}`, role: 'warning' }];
  return counts === '' ? null : [{ text: `caught up: ${counts}`, role: 'good' }];
}

function draftText(draft: Draft): string {
  return draft.mode === 'paste' ? `${draft.titles.length} todos` : textOf(draft.field);
}

function waiting({ drafts }: Screen, { separator }: Glyphs): Piece[] | null {
  const [first] = drafts;
  if (first === undefined) return null;
  const text = `${drafts.length} not sent ${separator} ${draftText(first)} ${separator} close this to get it back`;
  return [{ text, role: 'bad' }];
}

function stale({ link, session }: Screen): Piece[] | null {
  const { status } = session.store;
  if (link.fresh || status.phase !== 'stale' || link.glyph === 'offline') return null;
  return [{ text: `read-only, as of ${timeOfDay(status.asOf)}`, role: 'warning' }];
}

function refused({ connection }: Screen, { separator }: Glyphs): Piece[] | null {
  const { state } = connection;
  if (state.phase !== 'refused') return null;
  const { message, hint } = state.problem;
  return [{ text: hint === undefined ? message : `${message} ${separator} ${hint}`, role: 'bad' }];
}

function filtered({ session, layers }: Screen, { separator }: Glyphs): Piece[] | null {
  if (session.filter === '' || layers.some(({ mode }) => mode === 'filter')) return null;
  const found = `${counted(session.view.length)} found`;
  return [
    { text: `/${session.filter}`, role: 'accent' },
    { text: `  ${found} ${separator} esc clears`, role: 'dim' },
  ];
}

function archived(screen: Screen, { separator }: Glyphs): Piece[] | null {
  if (!screen.archived) return null;
  return [{ text: `archived, read-only ${separator} c and then ctrl-x opens it again`, role: 'dim' }];
}

function hinted(text: string, hint: string | null, separator: string): string {
  return hint === null ? text : `${text} ${separator} ${hint}`;
}

/** Whether a notice comes before everything else that there is to say. */
export function isUrgent(notice: Notice | null): boolean {
  return notice?.role === 'bad' || notice?.role === 'warning';
}

/** What there is to say, the most urgent alone; empty when there is nothing. */
export function messagePieces(screen: Screen, glyphs: Glyphs): Piece[] {
  const { notice } = screen;
  const told =
    notice === null ? null : [{ text: hinted(notice.text, notice.hint, glyphs.separator), role: notice.role }];
  const urgent = isUrgent(notice) ? told : null;
  return (
    urgent ??
    waiting(screen, glyphs) ??
    sending(screen, glyphs) ??
    told ??
    refused(screen, glyphs) ??
    caughtUp(screen) ??
    stale(screen) ??
    filtered(screen, glyphs) ??
    archived(screen, glyphs) ??
    []
  );
}

/** What others added outside the screen: "3 new below". */
function newsPieces({ session }: Screen, { above: up, below: down }: Glyphs): Piece[] {
  const { above, below } = session.news();
  const count = (news: number) => (news > 999 ? '999+' : String(news));
  const pieces = [
    above > 0 ? `${up} ${count(above)} new above ` : '',
    below > 0 ? `${down} ${count(below)} new below ` : '',
  ];
  return pieces.filter((text) => text !== '').map((text) => ({ text, role: 'accent' as const }));
}

/** The message line in `width` cells. */
export function messageOf(screen: Screen, width: number, theme: Theme): string {
  return spoken(screen, messagePieces(screen, theme.glyphs), width, theme);
}

/**
 * The message on two lines, where it is a notice that one line would cut off: what happened, and under it what to do.
 * Else null.
 */
export function twoLinesOf(screen: Screen, width: number, theme: Theme): [string, string] | null {
  const { notice } = screen;
  const { glyphs, paint } = theme;
  if (notice === null || notice.hint === null) return null;
  const whole = hinted(notice.text, notice.hint, glyphs.separator);
  const [said] = messagePieces(screen, glyphs);
  if (said?.text !== whole || widthOf([{ text: ` ${whole}` }, ...newsPieces(screen, glyphs)]) <= width) return null;
  const first = lineOf([{ text: ` ${notice.text}`, role: notice.role }], width, { paint, more: glyphs.more });
  return [first, spoken(screen, [{ text: notice.hint, role: notice.role }], width, theme)];
}

function spoken(screen: Screen, pieces: readonly Piece[], width: number, { glyphs, paint }: Theme): string {
  const left = pieces.length === 0 ? [] : [{ text: ' ' }, ...pieces];
  return spread(left, newsPieces(screen, glyphs), width, { paint, more: glyphs.more });
}
