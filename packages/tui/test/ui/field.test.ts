/** The text field: graphemes, readline keys, and the window of a long text. */
import { expect, test } from 'vitest';
import { type Field, fieldOf, insert, pressed, textOf } from '../../src/ui/input/field.ts';
import { windowOf } from '../../src/ui/input/window.ts';

function after(field: Field, ...names: string[]): Field {
  return names.reduce((state, name) => pressed(state, { name, text: null }), field);
}

test('backspace takes one grapheme, whatever it is made of', () => {
  expect(textOf(after(fieldOf('a👩‍👩‍👧‍👦'), 'backspace'))).toBe('a');
  expect(textOf(after(fieldOf('e\u0301'), 'backspace'))).toBe('');
  expect(textOf(after(fieldOf('日本'), 'backspace'))).toBe('日');
});

test('a mark that arrives after its letter joins it, and the caret stays behind it', () => {
  const field = insert(insert(fieldOf(''), 'e'), '\u0301');
  expect(field).toMatchObject({ characters: ['e\u0301'], caret: 1 });
});

test.each([
  [['ctrl-a', 'ctrl-k'], ''],
  [['ctrl-w'], 'buy '],
  [['ctrl-w', 'ctrl-y'], 'buy milk'],
  [['ctrl-u', 'ctrl-y'], 'buy milk'],
  [['alt-b', 'alt-d'], 'buy '],
  [['ctrl-a', 'alt-f', 'ctrl-k'], 'buy'],
  [['home', 'delete'], 'uy milk'],
  [['ctrl-b', 'ctrl-d'], 'buy mil'],
  [['left', 'left', 'backspace'], 'buy mlk'],
  [['ctrl-a', 'ctrl-f', 'ctrl-h'], 'uy milk'],
  [['ctrl-a', 'end', 'ctrl-e', 'backspace'], 'buy mil'],
])('readline: %j', (keys, text) => {
  expect(textOf(after(fieldOf('buy milk'), ...keys))).toBe(text);
});

test('letters are text, also those that are keys elsewhere', () => {
  const field = [...'jkqdx/?'].reduce((state, letter) => pressed(state, { name: letter, text: letter }), fieldOf(''));
  expect(textOf(field)).toBe('jkqdx/?');
});

test('a long text is shown around the caret, whose cell counts wide characters as two', () => {
  const field = fieldOf('日'.repeat(40));
  const { shown, caret } = windowOf(field, 20);
  expect(caret).toBe(18);
  expect(shown).toHaveLength(9);
  const start = windowOf(after(field, 'home'), 20);
  expect(start.caret).toBe(0);
  expect(start.shown).toHaveLength(9);
});

test('R13: what is written is shown sanitised', () => {
  expect(windowOf(fieldOf('a\u202eb'), 40).shown.map(({ text }) => text)).toEqual(['a', '<202E>', 'b']);
});
