/** What lies over the rows: the help, the choosers of lists, and the questions. */
import { sanitise } from '@tock/shared';
import { helpOf } from '../bindings.ts';
import { textOf } from '../input/field.ts';
import { choicesOf } from '../model/choosing.ts';
import type { ArchiveLayer, ChooserLayer, HelpLayer, PasteLayer } from '../model/layers.ts';
import type { Screen } from '../model/screen.ts';
import type { Theme } from '../theme.ts';
import { cellsOf, padded, wrapped } from './cells.ts';
import { counted } from './header.ts';
import { lineOf, type Piece } from './line.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

const GROUP = 9;
/** Below this many cells the help leaves out the groups. */
const NARROW = 64;
const NARROW_KEYS = 8;

/** The help, kept where it contains what is written. */
export function helpLines(layer: HelpLayer, { width, height }: Size, { glyphs, paint }: Theme): string[] {
  const lines = helpOf(textOf(layer.field)).map(({ keys, ...line }) => ({
    ...line,
    keys: typeof keys === 'string' ? keys : keys.map((sign) => glyphs[sign]).join(' '),
  }));
  // Where there is little room, what a key does is worth more than its group and its other names.
  const narrow = width < NARROW;
  const longest = Math.max(0, ...lines.map(({ keys }) => cellsOf(keys)));
  const column = Math.min(longest, narrow ? NARROW_KEYS : longest);
  if (lines.length === 0) return [paint('dim', ' no key says that')];
  return lines.slice(layer.top, layer.top + height).map(({ keys, help, group }, index, shown) => {
    const heading = shown[index - 1]?.group === group ? '' : group;
    const pieces: Piece[] = [
      { text: narrow ? ' ' : ` ${heading.padEnd(GROUP)}`, role: 'dim' },
      { text: padded(keys, column, glyphs.more), role: 'accent' },
      { text: `  ${help}` },
    ];
    return lineOf(pieces, width, { paint, more: glyphs.more });
  });
}

/** What a chooser says that has nothing to choose from. */
function noneOf({ lists }: Screen, layer: ChooserLayer): string {
  if (layer.mode === 'lists') return 'no lists are known yet · write a name to make one';
  if (textOf(layer.field).trim() !== '') return 'no list is called so';
  return lists.titles.size === 0 ? 'no lists are known yet' : 'there is no other list · esc and then c makes one';
}

/** The lists to choose from, the selected one always among them. */
export function listLines(
  screen: Screen,
  layer: ChooserLayer,
  { width, height }: Size,
  { glyphs, paint }: Theme,
): string[] {
  const choices = choicesOf(screen, layer);
  if (choices.length === 0) {
    return [paint('dim', ` ${noneOf(screen, layer)}`)];
  }
  const top = Math.max(0, Math.min(layer.selected - Math.floor(height / 2), choices.length - height));
  const here = screen.info?.id;
  return choices.slice(top, top + height).map((choice, index) => {
    const selected = top + index === layer.selected;
    const text = choice.kind === 'create' ? `make the list “${choice.name}”` : choice.list.title;
    const number = choice.kind === 'create' ? '+' : choice.number;
    const digit = number === null || (typeof number === 'number' && number > 9) ? ' ' : String(number);
    const archived = choice.kind === 'list' && choice.list.archived === true;
    const current = choice.kind === 'list' && choice.list.id === here ? ` ${glyphs.live}` : '';
    return lineOf(
      [
        { text: selected ? ` ${glyphs.cursor}` : '  ', role: 'accent' },
        { text: `${digit} `, role: 'dim' },
        { text, role: selected ? 'strong' : archived ? 'dim' : null },
        { text: archived ? '  archived' : '', role: 'dim' },
        { text: current, role: 'good' },
      ],
      width,
      { paint, more: glyphs.more },
    );
  });
}

/** The question, and what archiving does. */
export function archiveLines({ list }: ArchiveLayer, { width, height }: Size, { paint }: Theme): string[] {
  const meaning =
    'It takes no more changes and leaves this menu. Nothing in it is lost: ctrl-t shows archived lists, and ctrl-x opens one again.';
  return [
    ...wrapped(`archive ${sanitise(list.title)}?`, width - 2, height).map((line) => ` ${paint('strong', line)}`),
    '',
    ...wrapped(meaning, width - 2, height).map((line) => ` ${line}`),
  ].slice(0, height);
}

/** The question, and the first of the lines it is about. */
export function pasteLines(layer: PasteLayer, { width, height }: Size, { glyphs, paint }: Theme): string[] {
  const style = { paint, more: glyphs.more };
  const count = layer.titles.length === 1 ? '1 todo' : `${counted(layer.titles.length)} todos`;
  const shown = layer.titles.slice(0, Math.max(0, height - 4));
  const rest = layer.titles.length - shown.length;
  const lines = [
    paint('strong', ` add ${count}?`),
    '',
    ...shown.map((title) => lineOf([{ text: `  ${glyphs.open} `, role: 'dim' }, { text: title }], width, style)),
  ];
  if (rest > 0) lines.push(paint('dim', `  ${glyphs.more} and ${counted(rest)} more`));
  if (layer.problem === null) return lines.slice(0, height);
  const { message, hint } = layer.problem;
  const whole = sanitise(hint === undefined ? message : `${message} · ${hint}`);
  const problem = wrapped(whole, width - 2, height).map((line) => ` ${paint('bad', line)}`);
  return [...problem, ...lines].slice(0, height);
}
