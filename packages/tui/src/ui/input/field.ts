/** A line of text being written: a pure reducer over graphemes, with the keys that readline taught everyone. */
import { graphemes } from '@tock/shared';
import type { Keystroke } from './keystrokes.ts';

/** What is written, where the caret stands (in graphemes), and what was cut last. */
export interface Field {
  readonly characters: readonly string[];
  readonly caret: number;
  readonly cut: string;
}

/** A field with a text in it, the caret behind it. */
export function fieldOf(text: string, cut = ''): Field {
  const characters = graphemes(text);
  return { characters, caret: characters.length, cut };
}

/** What is written in a field. */
export function textOf(field: Field): string {
  return field.characters.join('');
}

/** The field with a text put in at the caret. The graphemes are counted anew: a mark may join the letter before it. */
export function insert(field: Field, text: string): Field {
  const before = field.characters.slice(0, field.caret).join('') + text;
  const after = field.characters.slice(field.caret).join('');
  return { ...field, characters: graphemes(before + after), caret: graphemes(before).length };
}

function isBlank(field: Field, index: number): boolean {
  return (field.characters[index] ?? '').trim() === '';
}

function wordStart(field: Field): number {
  let index = field.caret;
  while (index > 0 && isBlank(field, index - 1)) index -= 1;
  while (index > 0 && !isBlank(field, index - 1)) index -= 1;
  return index;
}

function wordEnd(field: Field): number {
  let index = field.caret;
  while (index < field.characters.length && isBlank(field, index)) index += 1;
  while (index < field.characters.length && !isBlank(field, index)) index += 1;
  return index;
}

function moved(field: Field, caret: number): Field {
  return { ...field, caret: Math.min(field.characters.length, Math.max(0, caret)) };
}

function without(field: Field, from: number, to: number, keep: boolean): Field {
  const start = Math.max(0, from);
  const removed = field.characters.slice(start, to);
  return {
    characters: field.characters.toSpliced(start, removed.length),
    caret: start,
    cut: keep && removed.length > 0 ? removed.join('') : field.cut,
  };
}

type Edit = (field: Field) => Field;

const left: Edit = (field) => moved(field, field.caret - 1);
const right: Edit = (field) => moved(field, field.caret + 1);
const toStart: Edit = (field) => moved(field, 0);
const toEnd: Edit = (field) => moved(field, field.characters.length);
const wordLeft: Edit = (field) => moved(field, wordStart(field));
const wordRight: Edit = (field) => moved(field, wordEnd(field));
const eraseBefore: Edit = (field) => without(field, field.caret - 1, field.caret, false);
const eraseAfter: Edit = (field) => without(field, field.caret, field.caret + 1, false);
const cutWordBefore: Edit = (field) => without(field, wordStart(field), field.caret, true);
const cutWordAfter: Edit = (field) => without(field, field.caret, wordEnd(field), true);

/** The keys of every text field. Letters are never among them. */
export const fieldKeys: Readonly<Record<string, Edit>> = {
  left,
  'ctrl-b': left,
  right,
  'ctrl-f': right,
  home: toStart,
  'ctrl-a': toStart,
  end: toEnd,
  'ctrl-e': toEnd,
  'alt-b': wordLeft,
  'alt-left': wordLeft,
  'alt-f': wordRight,
  'alt-right': wordRight,
  backspace: eraseBefore,
  'ctrl-h': eraseBefore,
  delete: eraseAfter,
  'ctrl-d': eraseAfter,
  'ctrl-w': cutWordBefore,
  'alt-backspace': cutWordBefore,
  'alt-d': cutWordAfter,
  'ctrl-u': (field) => without(field, 0, field.caret, true),
  'ctrl-k': (field) => without(field, field.caret, field.characters.length, true),
  'ctrl-y': (field) => insert(field, field.cut),
};

/** The field after a keystroke; one that means nothing here leaves it as it is. */
export function pressed(field: Field, { name, text }: Keystroke): Field {
  const edit = fieldKeys[name];
  if (edit !== undefined) return edit(field);
  return text === null ? field : insert(field, text);
}
