/** The one place where what arrives from the terminal becomes keystrokes: each key alone, in the order it was pressed. */
import { graphemes } from '@tock/shared';
import type { Key } from 'ink';

/** One key. `name` is what the keymap knows it by; `text` is what it writes in a text field, if it writes anything. */
export interface Keystroke {
  readonly name: string;
  readonly text: string | null;
}

const NAMED = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageUp', 'pageup'],
  ['pageDown', 'pagedown'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'enter'],
  ['escape', 'escape'],
  ['tab', 'tab'],
  ['backspace', 'backspace'],
  ['delete', 'delete'],
] as const satisfies readonly (readonly [keyof Key, string])[];

const WRITTEN: Readonly<Record<string, string>> = {
  '\r': 'enter',
  '\n': 'enter',
  '\r\n': 'enter',
  '\t': 'tab',
  '\b': 'backspace',
  '\u007f': 'backspace',
  '\u001b': 'escape',
  ' ': 'space',
};

const ESCAPE: Keystroke = { name: 'escape', text: null };

function ofGrapheme(grapheme: string): Keystroke {
  const name = WRITTEN[grapheme];
  if (name !== undefined) return { name, text: grapheme === ' ' ? ' ' : null };
  const code = grapheme.codePointAt(0) ?? 0;
  if (code < 0x20) return { name: `ctrl-${String.fromCharCode(code + 0x60)}`, text: null };
  return { name: grapheme, text: grapheme };
}

/** The keystrokes of one event of Ink. Keys that come together come as one event: they are taken apart here. */
export function keystrokes(input: string, key: Key): Keystroke[] {
  const named = NAMED.find(([flag]) => key[flag]);
  // Nobody presses Alt and Esc: it is Esc, pressed twice faster than the line carried it.
  if (key.escape && key.meta) return [ESCAPE, ESCAPE];
  if (named !== undefined) {
    const modifier = key.meta ? 'alt-' : key.shift && (key.upArrow || key.downArrow) ? 'shift-' : '';
    return [{ name: modifier + named[1], text: null }];
  }
  if (key.ctrl) return [{ name: `ctrl-${input === ' ' ? 'space' : input}`, text: null }];
  if (key.meta) return [{ name: `alt-${input}`, text: null }];
  return graphemes(input).map(ofGrapheme);
}

/** Shorter than this, several lines in one chunk are keys that were pressed faster than the line carried them. */
const SHORTEST_PASTE = 16;

/**
 * Whether a chunk is a paste from a terminal that does not mark pastes: longer text that goes on after a line break.
 * (`a`, a title and Enter in one chunk are keys: nothing comes after the break.)
 */
export function looksPasted(input: string): boolean {
  return input.length >= SHORTEST_PASTE && /[\r\n]+[^\r\n]*\S/.test(input);
}
