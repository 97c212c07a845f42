/** The middle of the screen: the rows of the list, or what is said where there are none. */
import { clock, type Problem, sanitise } from '@tock/shared';
import { inList } from '../../output/inList.ts';
import { topOf } from '../model/layers.ts';
import { timeOfDay } from '../model/link.ts';
import type { Screen } from '../model/screen.ts';
import type { Theme } from '../theme.ts';
import { cellsOf, wrapped } from './cells.ts';
import { detailOf } from './detail.ts';
import { lineOf } from './line.ts';
import { archiveLines, helpLines, listLines, pasteLines } from './overlay.ts';
import { columnsOf, rowOf } from './row.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

function rows(screen: Screen, { width }: Size, theme: Theme): string[] {
  const { session, link, context } = screen;
  const { state } = session.store;
  const columns = columnsOf(session.view, { width, count: state.count });
  const moment = clock(context);
  const now = context.now.getTime();
  const quiet = !link.fresh || screen.archived;
  return session.rows().map((todo) => {
    const selected = todo.id === session.cursor;
    const mark = session.marks.of(todo.id, now);
    return rowOf(todo, { selected, quiet, mark }, { columns, theme, context, clock: moment });
  });
}

function said({ message, hint }: Problem, { width, height }: Size, { paint }: Theme): string[] {
  const lines = (text: string) => wrapped(sanitise(text), width - 2, height);
  return [
    ...lines(message).map((line) => ` ${paint('bad', line)}`),
    ...(hint === undefined ? [] : ['', ...lines(hint).map((line) => ` ${line}`)]),
  ];
}

/** Another history than the one on this screen: nothing of it is taken before the person says so. */
function serverBehind(screen: Screen, problem: Problem, size: Size, theme: Theme): string[] {
  const { rev } = screen.session.store.state;
  const seen = `This screen has seen revision ${rev}. The server tells another history: it was restored from a backup, or another server answers here. Nothing of it was taken, and nothing is sent.`;
  return [
    ...said({ code: problem.code, message: problem.message }, size, theme),
    '',
    ...wrapped(seen, size.width - 2, size.height).map((line) => ` ${line}`),
    '',
    lineOf([{ text: ' R', role: 'accent' }, { text: '  shows the list as the server has it now' }], size.width, {
      paint: theme.paint,
      more: theme.glyphs.more,
    }),
    lineOf([{ text: ' q', role: 'accent' }, { text: '  quits, and leaves everything as it is' }], size.width, {
      paint: theme.paint,
      more: theme.glyphs.more,
    }),
  ];
}

/** How to begin, a line each. A command that leaves no room for its meaning stands alone: it is the longest line there is. */
function beginning(list: string, width: number): string[] {
  const keys = [
    ['a', 'add a todo'],
    ['?', 'every key'],
  ] as const;
  const command = `tock add${inList(list)} buy milk`;
  const told = [command, 'in any shell'] as const;
  const whole = cellsOf(` ${told.join('   ')}`) <= width;
  const column = Math.max(...[...keys, ...(whole ? [told] : [])].map(([key]) => cellsOf(key)));
  const lines = [...keys, ...(whole ? [told] : [])].map(
    ([key, meaning]) => `${key}${' '.repeat(column - cellsOf(key))}   ${meaning}`,
  );
  return whole ? lines : [...lines, command];
}

function empty(screen: Screen, size: Size, { glyphs, paint }: Theme): string[] {
  const { session, place, connection } = screen;
  const dim = (text: string) => lineOf([{ text: ` ${text}`, role: 'dim' }], size.width, { paint, more: glyphs.more });
  const { status } = session.store;
  if (connection.state.phase === 'refused') return said(connection.state.problem, size, { glyphs, paint });
  if (status.phase === 'opening') {
    return [
      dim(connection.state.phase === 'reconnecting' ? sanitise(connection.state.reason) : `opening ${glyphs.more}`),
    ];
  }
  if (session.filter !== '') return [dim('nothing matches'), dim('esc clears the filter')];
  if (session.tally.total > 0) return [dim('nothing open'), dim('. shows what is done and waiting')];
  if (status.phase === 'stale') return [dim(`nothing here, as of ${timeOfDay(status.asOf)}`)];
  const title = sanitise(screen.info?.title ?? session.list);
  if (screen.archived) return [dim('nothing here, and the list is archived')];
  return [...beginning(title, size.width).map(dim), '', dim(`${title} ${glyphs.separator} ${sanitise(place)}`)];
}

/** The lines between header and input, at most `height`, each at most `width` cells wide. */
export function bodyOf(screen: Screen, size: Size, theme: Theme): string[] {
  const top = topOf(screen.layers);
  const { session } = screen;
  if (top?.mode === 'help') return helpLines(top, size, theme);
  if (top?.mode === 'lists' || top?.mode === 'send') return listLines(screen, top, size, theme);
  if (top?.mode === 'archive') return archiveLines(top, size, theme);
  if (top?.mode === 'paste') return pasteLines(top, size, theme);
  const { status } = session.store;
  if (status.phase === 'failed') {
    const { problem } = status;
    return (
      problem.code === 'server_behind' ? serverBehind(screen, problem, size, theme) : said(problem, size, theme)
    ).slice(0, size.height);
  }
  const { target } = session;
  if (top?.mode === 'detail' && target !== null) return detailOf(screen, target, size, theme);
  return (session.view.length === 0 ? empty(screen, size, theme) : rows(screen, size, theme)).slice(0, size.height);
}
