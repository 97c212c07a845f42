/** The keymap as it is asked: what a key does in a mode, the footer of a mode, the lines of the help. */
import { type Binding, keymap } from './keymap.ts';
import type { BindingShape, Mode } from './keys/binding.ts';
import { signs } from './signs.ts';
import type { Glyphs } from './theme.ts';

const byMode = new Map<string, Binding>(
  keymap.flatMap((binding) =>
    binding.modes.flatMap((mode) => binding.keys.map((key) => [`${mode} ${key}`, binding] as const)),
  ),
);

/** What a key does in a mode, if it does anything there. */
export function bindingOf(mode: Mode, key: string): Binding | undefined {
  return byMode.get(`${mode} ${key}`);
}

const WRITING: ReadonlySet<Mode> = new Set<Mode>(['add', 'edit', 'filter', 'lists', 'send', 'help']);

/** Whether letters are text in a mode. */
export function isWriting(mode: Mode): boolean {
  return WRITING.has(mode);
}

const ASKING: ReadonlySet<Mode> = new Set<Mode>(['paste', 'archive']);

/** Whether a mode is a question. */
export function isAsking(mode: Mode): boolean {
  return ASKING.has(mode);
}

const SHOWN: Readonly<Record<string, string>> = {
  up: '↑',
  down: '↓',
  escape: 'esc',
  pageup: 'pgup',
  pagedown: 'pgdn',
  'shift-up': 'shift-↑',
  'shift-down': 'shift-↓',
};

/** A key as people read it. */
export function keyLabel(key: string): string {
  return SHOWN[key] ?? key;
}

/** A key and its word in the footer; what is `vital`, help and the way out, or the answers, is shown before all else. */
export interface Hint {
  readonly key: string;
  readonly word: string;
  readonly vital: boolean;
}

/** The footer of a mode: the key and the word of each binding that has one. */
export function hintsOf(mode: Mode): Hint[] {
  return keymap.flatMap((binding) => {
    const { keys, modes, group }: BindingShape = binding;
    if (!('hint' in binding) || !modes.includes(mode)) return [];
    const vital = isAsking(mode) ? binding.action !== 'close' : group === 'tock';
    return [{ key: keyLabel(keys[0] ?? ''), word: binding.hint, vital }];
  });
}

/** A line of the help: keys and what they do, or signs, which the theme draws, and what they say. */
export interface HelpLine {
  readonly keys: string | readonly (keyof Glyphs)[];
  readonly help: string;
  readonly group: string;
}

/**
 * The help: one line a binding, group by group in the order of the table, and the signs of the rows; kept where words or
 * keys contain the text.
 */
export function helpOf(text: string): HelpLine[] {
  const wanted = text.trim().toLowerCase();
  const groups = Map.groupBy<BindingShape['group'], BindingShape>(keymap, ({ group }) => group);
  const bound = [...groups.values()].flat().map(({ keys, help, group }) => ({
    keys: keys.length > 4 ? `${keys[0]}-${keys.at(-1)}` : keys.map(keyLabel).join(' '),
    help,
    group,
  }));
  return [...bound, ...signs.map(({ glyphs, help }) => ({ keys: glyphs, help, group: 'signs' }))].filter(
    ({ keys, help, group }) =>
      `${typeof keys === 'string' ? keys : ''} ${help} ${group}`.toLowerCase().includes(wanted),
  );
}
