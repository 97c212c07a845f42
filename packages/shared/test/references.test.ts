/** References: a number, an id, a prefix; text never selects a todo. */
import { describe, expect, test } from 'vitest';
import { applyCommit, nearTitles, resolveReference, splitReference } from '../src/index.ts';
import { commit, listOf } from './samples.ts';

const list = () =>
  listOf(
    { id: 'bcdfghjklmnp', title: 'Buy milk' },
    { id: 'bcdfzzzzzzzz', title: 'Buy oat milk and bread' },
    { id: 'zxwvtsrqpnml', title: 'pay the rent' },
  );

describe('resolving', () => {
  const named = (reference: string) => {
    const resolved = resolveReference(reference, list());
    if (resolved.kind === 'found') return resolved.todo.n;
    return resolved.kind === 'none' ? null : resolved.candidates.map(({ n }) => n);
  };

  test.each([
    ['1', 1],
    ['3', 3],
    ['4', null],
    ['0', null],
    ['01', null],
    ['-1', null],
    ['1.0', null],
    ['99999999999999999999', null],
    ['bcdfghjklmnp', 1],
    ['bcdfghjklmnq', null],
    ['bcdf', [1, 2]],
    ['bcdfg', 1],
    ['zxwv', 3],
    ['zxw', null],
    ['bcdfghjklmnpp', null],
    ['Buy milk', null],
    ['', null],
    ['__proto__', null],
  ])('%j', (reference, expected) => {
    expect(named(reference)).toStrictEqual(expected);
  });

  test('what is removed is still named: it can be restored', () => {
    const state = list();
    applyCommit(state, commit(2, { type: 'todo_removed', id: 'zxwvtsrqpnml', title: 'pay the rent' }), 'h2');
    expect(resolveReference('3', state)).toMatchObject({ kind: 'found', todo: { title: 'pay the rent' } });
    expect(nearTitles('rent', state)).toStrictEqual([]);
  });
});

test.each([
  ['42', null, '42'],
  ['groceries/42', 'groceries', '42'],
  ['ana/groceries/42', 'ana/groceries', '42'],
  ['groceries/', 'groceries', ''],
  ['/42', null, '/42'],
  ['', null, ''],
])('%j names a list and a todo', (reference, list, todo) => {
  expect(splitReference(reference)).toStrictEqual({ list, todo });
});

describe('near titles', () => {
  const near = (text: string, limit?: number) => nearTitles(text, list(), limit).map(({ n }) => n);

  test('have a word of the text, those with more of it first', () => {
    expect(near('milk BREAD')).toStrictEqual([2, 1]);
    expect(near('rent')).toStrictEqual([3]);
    expect(near('nothing')).toStrictEqual([]);
    expect(near('  ')).toStrictEqual([]);
  });

  test('are few', () => {
    expect(near('buy', 1)).toStrictEqual([1]);
  });
});
