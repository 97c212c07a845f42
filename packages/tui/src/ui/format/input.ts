/** The line in which text is written, the cell of its caret, and what is said about it under it. */
import {
  formatWhen,
  type Problem,
  parseEdit,
  parseQuickAdd,
  sanitise,
  type Token,
  tokens,
  type WhenContext,
} from '@tock/shared';
import { helpOf } from '../bindings.ts';
import { type Field, textOf } from '../input/field.ts';
import { windowOf } from '../input/window.ts';
import { type HelpLayer, type Layer, topOf } from '../model/layers.ts';
import type { Screen } from '../model/screen.ts';
import type { Glyphs, Role, Theme } from '../theme.ts';
import { cellsOf, wrapped } from './cells.ts';
import { counted } from './header.ts';
import { lineOf, type Piece, widthOf } from './line.ts';

type Writing = Extract<Layer, { field: Field }>;

const PROMPTS: Readonly<Record<Writing['mode'], string>> = {
  add: 'add',
  edit: 'edit',
  filter: 'filter',
  lists: 'list',
  send: 'move to',
  help: 'help',
};

/** The layer in which text is written, if one is. */
export function writingOf({ layers }: Screen): Writing | null {
  const top = topOf(layers);
  return top !== undefined && 'field' in top ? top : null;
}

function roleAt(offset: number, found: readonly Token[]): Role | null {
  const token = found.find(({ start, end }) => offset >= start && offset < end);
  if (token === undefined) return null;
  return token.kind === 'invalid' ? 'bad' : 'accent';
}

function highlighted(layer: Writing, text: string, context: WhenContext): readonly Token[] {
  return layer.mode === 'add' || layer.mode === 'edit' ? tokens(text, context, layer.mode) : [];
}

/** The input line in `width` cells, painted, and the cell of the caret. */
export function inputOf(
  screen: Screen,
  layer: Writing,
  width: number,
  { glyphs, paint }: Theme,
): { line: string; caret: number } {
  const prompt = ` ${PROMPTS[layer.mode]} ${glyphs.prompt} `;
  const { shown, caret } = windowOf(layer.field, width - prompt.length);
  const found = highlighted(layer, textOf(layer.field), screen.context);
  const runs: { role: Role | null; text: string }[] = [];
  for (const { text, offset } of shown) {
    const role = roleAt(offset, found);
    const last = runs.at(-1);
    if (last !== undefined && last.role === role) last.text += text;
    else runs.push({ role, text });
  }
  const line = runs.map(({ role, text }) => (role === null ? text : paint(role, text))).join('');
  return { line: paint('accent', prompt) + line, caret: cellsOf(prompt) + caret };
}

function problemPieces({ message, hint }: Problem): Piece[] {
  const told: Piece = { text: message, role: 'bad' };
  return hint === undefined ? [told] : [told, { text: `  ${hint}`, role: 'dim' }];
}

/** What the fields of a todo say, as they were read: `due tomorrow · +home · A`. */
function readPieces(
  fields: { due?: string | null; wait?: string | null; pri?: string | null; for?: string | null },
  tags: readonly string[],
  context: WhenContext,
  separator: string,
): Piece[] {
  const when = (key: string, value: string | null | undefined) =>
    value === undefined ? [] : [value === null ? `no ${key}` : `${key} ${formatWhen(value, context)}`];
  const plain = (key: string, value: string | null | undefined) =>
    value === undefined ? [] : [value === null ? `no ${key}` : key === 'for' ? `for ${value}` : value];
  const read = [
    ...when('due', fields.due),
    ...when('wait', fields.wait),
    ...tags,
    ...plain('priority', fields.pri),
    ...plain('for', fields.for),
  ];
  return read.length === 0 ? [] : [{ text: read.join(` ${separator} `), role: 'accent' }];
}

function tagged(sign: string, tags: readonly string[] | undefined): string[] {
  return (tags ?? []).map((tag) => (tag.startsWith('@') && sign === '+' ? tag : `${sign}${tag}`));
}

/** How much of the help is outside the screen, and how to find a key in it. */
function helpPieces({ field, top }: HelpLayer, height: number, { above, below, separator }: Glyphs): Piece[] {
  const under = helpOf(textOf(field)).length - top - height;
  const outside = [...(top > 0 ? [`${above} ${top} more`] : []), ...(under > 0 ? [`${below} ${under} more`] : [])];
  return [{ text: [...outside, 'type to find a key'].join(` ${separator} `), role: 'dim' }];
}

/**
 * The lines under the input line, at most `height`: why it was refused, whole where there is room for it, or how it is
 * read, in one line. None where nothing is said of the text.
 */
export function saidOf(
  screen: Screen,
  layer: Writing,
  { width, height }: { width: number; height: number },
  theme: Theme,
): string[] {
  const { glyphs, paint } = theme;
  const pieces = previewOf(screen, layer, theme);
  if (pieces.length === 0) return [];
  const line = [{ text: ' ' }, ...pieces];
  if (layer.mode === 'help' || layer.problem === null || widthOf(line) <= width)
    return [lineOf(line, width, { paint, more: glyphs.more })];
  return pieces
    .flatMap(({ text, role = null }) =>
      wrapped(sanitise(text.trim()), width - 2, height).map((part): Piece => ({ text: ` ${part}`, role })),
    )
    .slice(0, height)
    .map((piece) => lineOf([piece], width, { paint, more: glyphs.more }));
}

/** What is said of the text: why it was refused, or how it is read. */
function previewOf(screen: Screen, layer: Writing, { glyphs }: Theme): Piece[] {
  if ('problem' in layer && layer.problem !== null) return problemPieces(layer.problem);
  const text = textOf(layer.field).trim();
  const { context, session } = screen;
  if (layer.mode === 'filter') {
    return [{ text: `${counted(session.view.length)} found`, role: 'dim' }];
  }
  if (layer.mode === 'help') return helpPieces(layer, session.height, glyphs);
  if (layer.mode === 'lists')
    return text === '' ? [{ text: 'type to find a list, or to name a new one', role: 'dim' }] : [];
  if (layer.mode === 'send') return [{ text: layer.todo?.title ?? '', role: 'dim' }];
  if (text === '') return [];
  if (layer.mode === 'add') {
    const read = parseQuickAdd(text, context);
    if (!read.ok) return [{ text: read.problem.message, role: 'dim' }];
    const { todo, list } = read.value;
    const tags = [...tagged('+', todo.tags), ...(list === null ? [] : [`to ${list}`])];
    return readPieces(todo, tags, context, glyphs.separator);
  }
  if (layer.mode !== 'edit' || textOf(layer.field) === layer.original) return [];
  const read = parseEdit(text, context);
  if (!read.ok) return [{ text: read.problem.message, role: 'dim' }];
  const tags = [...tagged('+', read.value.addTags), ...tagged('-', read.value.removeTags)];
  return readPieces(read.value.set, tags, context, glyphs.separator);
}
