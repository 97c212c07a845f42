/** One todo whole: its title and notes wrapped, everything that is known of it, and what was done to it. */
import { clock, formatWhen, sanitise, sanitiseBlock, stateOf, type Todo, type WhenContext } from '@tock/shared';
import { aboutWords, changeWords, type ListNames, momentWords } from '../../output/changeWords.ts';
import type { Past } from '../model/history.ts';
import { topOf } from '../model/layers.ts';
import type { Screen } from '../model/screen.ts';
import { type Glyphs, type Theme, themeOf } from '../theme.ts';
import { fit, padded, wrapped } from './cells.ts';
import { lineOf, type Piece } from './line.ts';

/** Cells of the column of labels. */
const LABEL = 10;
/** Cells of the column of moments: "30 Sep 2027 10:31" fits. */
const MOMENT = 17;
/** More lines of notes, or of history, are left to `tock show` and `tock log`. */
const MOST = 200;
/** What stands for the state until it is drawn. */
const KEPT = '__';
/** Lines are as many with any glyphs: each is one cell wide. */
const PLAIN = themeOf({ ascii: true, color: false });

/** When and by whom it left the list, under the word for how. */
function departure(todo: Todo, context: WhenContext, lists: ListNames): [string, string | null] {
  if (todo.removedAt === null) return ['removed', null];
  const told = `${momentWords(todo.removedAt, context)} by ${todo.removedBy ?? 'somebody'}`;
  if (todo.movedTo === null) return ['removed', told];
  return ['moved', `${told} to ${lists.get(todo.movedTo) ?? 'another list'}`];
}

function facts(todo: Todo, context: WhenContext, lists: ListNames): [string, string][] {
  const tags = todo.tags.map((tag) => (tag.startsWith('@') ? tag : `+${tag}`));
  const all: [string, string | null][] = [
    ['due', todo.due === null ? null : formatWhen(todo.due, context)],
    ['wait', todo.wait === null ? null : formatWhen(todo.wait, context)],
    ['priority', todo.pri],
    ['tags', tags.length === 0 ? null : tags.join(' ')],
    ['for', todo.for],
    ['added', `${momentWords(todo.createdAt, context)} by ${todo.createdBy}`],
    ['done', todo.doneAt === null ? null : `${momentWords(todo.doneAt, context)} by ${todo.doneBy ?? 'somebody'}`],
    departure(todo, context, lists),
    ['id', todo.id],
  ];
  return all.flatMap(([label, value]) => (value === null ? [] : [[label, value]]));
}

/** A label and its value on one line; the label of the first line of several is told once. */
function labelled(label: string, value: string, width: number, more: string): Piece[] {
  return [{ text: ` ${label.padEnd(LABEL)}`, role: 'dim' }, { text: fit(sanitise(value), width - LABEL - 1, more) }];
}

function notesOf(notes: string, room: number): Piece[][] {
  if (notes === '') return [];
  // Each line shows fewer characters than this leaves it, except where nobody can read them all here.
  const text = sanitiseBlock(notes.slice(0, room * MOST * 4)).replaceAll('\t', '    ');
  const lines = wrapped(text, room, MOST + 1).map((line): Piece[] => [{ text: ` ${line}` }]);
  const rest: Piece[] = [{ text: ' tock show prints the rest of the notes', role: 'dim' }];
  return [[], ...(lines.length > MOST ? [...lines.slice(0, MOST), rest] : lines)];
}

function historyOf({ entries, thinned, state }: Past, screen: Screen, width: number, more: string): Piece[][] {
  const { context, lists } = screen;
  const names = lists.titles;
  const shown = entries.slice(-MOST);
  const told = shown.map(({ at, by, change, ...about }) => {
    const when = padded(momentWords(at, context), MOMENT, more);
    return `${when}  ${aboutWords(about)}${changeWords(change, names)} by ${by}`;
  });
  const notes: string[] = [];
  if (state !== 'read' && state !== 'reading') notes.push(state.message);
  else if (state === 'reading') notes.push(more);
  else if (thinned) notes.push('what came before is not kept any more');
  if (entries.length > shown.length) notes.push(`${entries.length - shown.length} earlier changes: tock log`);
  return [[], ...[...notes, ...told].map((text, index) => labelled(index === 0 ? 'history' : '', text, width, more))];
}

/** What wrapping costs is paid once for a todo: drawings are many, and a todo is never mutated. */
const wrappedOnce = new WeakMap<Todo, { room: number; title: readonly string[]; notes: readonly Piece[][] }>();

function textsOf(todo: Todo, room: number) {
  const known = wrappedOnce.get(todo);
  if (known?.room === room) return known;
  // Two cells are kept for the state and a space: the state changes with the clock.
  const title = wrapped(`${todo.n} ${KEPT}${sanitise(todo.title)}`, room, MOST);
  const texts = { room, title, notes: notesOf(todo.notes, room) };
  wrappedOnce.set(todo, texts);
  return texts;
}

function linesOf(screen: Screen, todo: Todo, width: number, { more, ...states }: Glyphs): Piece[][] {
  const room = Math.max(1, width - 2);
  const { context, lists } = screen;
  const { now, today } = clock(context);
  const { title, notes } = textsOf(todo, room);
  const state = states[stateOf(todo, now, today)];
  return [
    ...title.map((text, index): Piece[] => {
      const shown = index === 0 ? text.replace(KEPT, () => `${state} `) : text;
      return [{ text: ` ${shown}`, role: 'strong' }];
    }),
    [],
    ...facts(todo, context, lists.titles).map(([label, value]) => labelled(label, value, width, more)),
    ...notes,
    ...historyOf(screen.history.past, screen, width, more),
  ];
}

/** How many lines the todo that is read whole takes, all of it. */
export function detailLength(screen: Screen): number {
  const { target } = screen.session;
  return target === null ? 0 : linesOf(screen, target, screen.width, PLAIN.glyphs).length;
}

/** The lines of a todo that is read whole, from where it is scrolled to; the last one says how much is under it. */
export function detailOf(
  screen: Screen,
  todo: Todo,
  { width, height }: { width: number; height: number },
  { glyphs, paint }: Theme,
): string[] {
  const layer = topOf(screen.layers);
  const all = linesOf(screen, todo, width, glyphs);
  const style = { paint, more: glyphs.more };
  const top = layer?.mode === 'detail' ? Math.max(0, Math.min(layer.top, all.length - height)) : 0;
  const under = all.length - top - height;
  const lines = all.slice(top, top + height).map((pieces) => lineOf(pieces, width, style));
  if (under <= 0) return lines;
  const rest: Piece = { text: ` ${glyphs.below} ${under + 1} more lines · pgdn`, role: 'dim' };
  return [...lines.slice(0, -1), lineOf([rest], width, style)];
}
