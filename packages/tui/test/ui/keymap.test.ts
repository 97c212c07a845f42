/** The keymap: one table, from which handler, footer and help are read. */
import { expect, test } from 'vitest';
import { bindingOf, helpOf, hintsOf, isWriting } from '../../src/ui/bindings.ts';
import { hintsLine } from '../../src/ui/format/footer.ts';
import { handlers } from '../../src/ui/handlers.ts';
import { fieldKeys } from '../../src/ui/input/field.ts';
import { keymap } from '../../src/ui/keymap.ts';
import { signs } from '../../src/ui/signs.ts';
import { themeOf } from '../../src/ui/theme.ts';

test('every row has a handler, and every handler a row', () => {
  expect(Object.keys(handlers).sort()).toEqual([...new Set(keymap.map(({ action }) => action))].sort());
});

test('no key means two things in a mode', () => {
  const seen = new Map<string, string>();
  for (const { action, keys, modes } of keymap) {
    for (const mode of modes) {
      for (const key of keys) {
        expect(seen.get(`${mode} ${key}`), `${mode} ${key}`).toBeUndefined();
        seen.set(`${mode} ${key}`, action);
      }
    }
  }
});

test('the help lists every row, and can be filtered', () => {
  expect(helpOf('')).toHaveLength(keymap.length + signs.length);
  expect(helpOf('clipboard').map(({ keys }) => keys)).toEqual(['y', 'Y']);
});

test('where letters are text, no letter and no key of the text field is bound', () => {
  for (const { keys, modes } of keymap) {
    if (!modes.some(isWriting)) continue;
    for (const key of keys) {
      expect(key.length, key).toBeGreaterThan(1);
      expect(fieldKeys[key], key).toBeUndefined();
    }
  }
});

test('every mode has a footer and a way out', () => {
  for (const mode of [
    'list',
    'detail',
    'add',
    'edit',
    'filter',
    'lists',
    'send',
    'help',
    'paste',
    'archive',
  ] as const) {
    expect(hintsOf(mode).length, mode).toBeGreaterThan(0);
    expect(bindingOf(mode, 'ctrl-c'), mode).toBeDefined();
    expect(bindingOf(mode, 'escape')?.action, mode).not.toBe('quit');
  }
});

test('the help is told group by group', () => {
  const groups = helpOf('').map(({ group }) => group);
  expect(groups.filter((group, index) => groups[index - 1] !== group)).toEqual([...new Set(groups)]);
});

test.each([40, 60, 80, 200])('the footer of %i cells says how to get help and how to leave', (width) => {
  const line = hintsLine('list', width, themeOf({ ascii: false, color: false })).replace(/\u001b\[[\d;]*m/g, '');
  expect(line).toContain('? help');
  expect(line).toContain('q quit');
  expect(line.length).toBeLessThanOrEqual(width);
});
