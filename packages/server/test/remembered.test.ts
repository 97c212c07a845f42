import { expect, test } from 'vitest';
import { Remembered } from '../src/remembered.ts';

const at = (day: number) => new Date(Date.UTC(2026, 0, day)).toISOString();
const asked = (op: string) => ({ op, by: 'ana', fingerprint: '', changes: [] });
const known = (remembered: Remembered, ops: readonly string[]) =>
  ops.filter((op) => remembered.get(Remembered.key('ana', op)) !== undefined);

test('R7: of many ops the latest are remembered, and the oldest of them is known', () => {
  const remembered = new Remembered({ operations: 3, days: 30 });
  for (let rev = 1; rev <= 50; rev += 1) {
    remembered.add({ rev, at: at(1), requests: [asked(`op-${rev}`)] });
    expect(remembered.oldest).toBe(Math.max(1, rev - 2));
  }
  expect(known(remembered, ['op-47', 'op-48', 'op-49', 'op-50'])).toEqual(['op-48', 'op-49', 'op-50']);
});

test('R7: an op that lands again is the newest', () => {
  const remembered = new Remembered({ operations: 3, days: 30 });
  for (const [index, op] of ['a', 'b', 'c', 'a', 'd', 'b', 'e'].entries())
    remembered.add({ rev: index + 1, at: at(1), requests: [asked(op)] });
  expect(known(remembered, ['a', 'b', 'c', 'd', 'e'])).toEqual(['b', 'd', 'e']);
  expect(remembered.oldest).toBe(5);
});

test('R7: an op is forgotten when it is too old, though there are few; also all but the newest', () => {
  const remembered = new Remembered({ operations: 3, days: 1 });
  remembered.add({ rev: 1, at: at(1), requests: [asked('a')] });
  remembered.add({ rev: 2, at: at(2), requests: [asked('b')] });
  expect(known(remembered, ['a', 'b'])).toEqual(['a', 'b']);
  remembered.add({ rev: 3, at: at(9), requests: [asked('c')] });
  expect(known(remembered, ['a', 'b', 'c'])).toEqual(['c']);
  remembered.add({ rev: 4, at: at(9), requests: [asked('d')] });
  expect(remembered.oldest).toBe(3);
});
