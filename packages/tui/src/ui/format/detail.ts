/** One todo whole: its title and notes wrapped, and everything that is known of it. */
import { clock, formatWhen, sanitise, sanitiseBlock, stateOf, type Todo, type WhenContext } from '@tock/shared';
import { timeOfDay } from '../model/link.ts';
import type { Theme } from '../theme.ts';
import { fit, wrapped } from './cells.ts';
import { lineOf } from './line.ts';

const LABEL = 10;

function moment(instant: string, context: WhenContext): string {
  return `${formatWhen(instant.slice(0, 10), context)} ${timeOfDay(Date.parse(instant))}`;
}

function facts(todo: Todo, context: WhenContext): [string, string][] {
  const tags = todo.tags.map((tag) => (tag.startsWith('@') ? tag : `+${tag}`));
  const all: [string, string | null][] = [
    ['due', todo.due === null ? null : formatWhen(todo.due, context)],
    ['wait', todo.wait === null ? null : formatWhen(todo.wait, context)],
    ['priority', todo.pri],
    ['tags', tags.length === 0 ? null : tags.join(' ')],
    ['for', todo.for],
    ['added', `${moment(todo.createdAt, context)} by ${todo.createdBy}`],
    ['done', todo.doneAt === null ? null : `${moment(todo.doneAt, context)} by ${todo.doneBy ?? 'somebody'}`],
    [
      'removed',
      todo.removedAt === null ? null : `${moment(todo.removedAt, context)} by ${todo.removedBy ?? 'somebody'}`,
    ],
    ['id', todo.id],
  ];
  return all.flatMap(([label, value]) => (value === null ? [] : [[label, value]]));
}

/** The lines of a todo in `width` cells, at most `height` of them. */
export function detailOf(
  todo: Todo,
  { width, height }: { width: number; height: number },
  { glyphs, paint }: Theme,
  context: WhenContext,
): string[] {
  const room = Math.max(1, width - 2);
  const { now, today } = clock(context);
  const glyph = glyphs[stateOf(todo, now, today)];
  const [first = '', ...title] = wrapped(`${todo.n} ${glyph} ${sanitise(todo.title)}`, room, height);
  const lines = [first, ...title].map((line) => ` ${paint('strong', line)}`);
  lines.push('');
  for (const [label, value] of facts(todo, context)) {
    const shown = fit(sanitise(value), room - LABEL, glyphs.more);
    lines.push(` ${paint('dim', label.padEnd(LABEL))}${shown}`);
  }
  if (todo.notes !== '') {
    lines.push('');
    const notes = sanitiseBlock(todo.notes.slice(0, room * height * 4)).replaceAll('\t', '    ');
    for (const line of wrapped(notes, room, height + 1)) lines.push(` ${line}`);
  }
  if (lines.length <= height) return lines;
  const rest = lineOf([{ text: ` ${glyphs.more} there is more: tock show prints all of it`, role: 'dim' }], width, {
    paint,
    more: glyphs.more,
  });
  return [...lines.slice(0, height - 1), rest];
}
