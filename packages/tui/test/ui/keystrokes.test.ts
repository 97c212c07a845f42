/** Chunks of a terminal become single keys, in order. */
import type { Key } from 'ink';
import { expect, test } from 'vitest';
import { keystrokes, looksPasted } from '../../src/ui/input/keystrokes.ts';

const plain: Key = {
  upArrow: false,
  downArrow: false,
  leftArrow: false,
  rightArrow: false,
  pageDown: false,
  pageUp: false,
  home: false,
  end: false,
  return: false,
  escape: false,
  ctrl: false,
  shift: false,
  tab: false,
  backspace: false,
  delete: false,
  meta: false,
  super: false,
  hyper: false,
  capsLock: false,
  numLock: false,
};

function names(input: string, key: Partial<Key> = {}): string[] {
  return keystrokes(input, { ...plain, ...key }).map(({ name }) => name);
}

test('keys that arrive together are each handled, in order', () => {
  expect(names('jjjjj')).toEqual(['j', 'j', 'j', 'j', 'j']);
  expect(names('ab\r')).toEqual(['a', 'b', 'enter']);
  expect(names('a\r\nb\nc\td')).toEqual(['a', 'enter', 'b', 'enter', 'c', 'tab', 'd']);
  expect(names('j\u0004 ')).toEqual(['j', 'ctrl-d', 'space']);
});

test('special keys have their names', () => {
  expect(names('', { upArrow: true })).toEqual(['up']);
  expect(names('d', { ctrl: true })).toEqual(['ctrl-d']);
  expect(names('b', { meta: true })).toEqual(['alt-b']);
  expect(names('', { meta: true, leftArrow: true })).toEqual(['alt-left']);
  expect(names('', { shift: true, downArrow: true })).toEqual(['shift-down']);
  expect(names('', { shift: true, leftArrow: true })).toEqual(['left']);
  expect(names('', { escape: true, meta: true })).toEqual(['escape', 'escape']);
});

test('a grapheme of several code points is one key', () => {
  expect(keystrokes('👩‍👩‍👧‍👦é', plain).map(({ text }) => text)).toEqual(['👩‍👩‍👧‍👦', 'é']);
});

test('many lines without paste marks are a paste; a title and Enter are keys', () => {
  expect(looksPasted('abuy milk\r')).toBe(false);
  expect(looksPasted('j\rj')).toBe(false);
  expect(looksPasted('buy milk\rbuy eggs and ham\r')).toBe(true);
});
