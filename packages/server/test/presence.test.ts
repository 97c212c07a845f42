/** Who follows a list is told together, soon after it changes. */
import { limits, type Presence } from '@tock/shared';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Caller } from '../src/identity/permissions.ts';
import { PresenceBoard } from '../src/presence.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function boardOf(following: Caller[]) {
  const told: Presence[] = [];
  const board = new PresenceBoard({
    following: () => following,
    deviceName: (device) => `the ${device}`,
    tell: (presence) => told.push(presence),
  });
  return { board, told };
}

test('people are told by person and device, each device once, with how many connections it has', () => {
  const following: Caller[] = [
    { person: 'bo', device: 'phone' },
    { person: 'ana', device: 'laptop' },
    { person: 'ana', device: 'desktop' },
    { person: 'ana', device: 'laptop' },
  ];
  expect(boardOf(following).board.of('groceries')).toEqual({
    list: 'groceries',
    people: [
      { person: 'ana', device: 'the desktop', connections: 1 },
      { person: 'ana', device: 'the laptop', connections: 2 },
      { person: 'bo', device: 'the phone', connections: 1 },
    ],
    more: 0,
  });
});

test('however many come and go, it is told four times a second at most, and the last word is how it is', () => {
  const following: Caller[] = [];
  const { board, told } = boardOf(following);
  for (let change = 0; change < 100; change += 1) {
    following.push({ person: 'ana', device: `d${change}` });
    board.changed('groceries');
    vi.advanceTimersByTime(10);
  }
  expect(told.length).toBeGreaterThan(1);
  expect(told.length).toBeLessThanOrEqual(4);
  vi.advanceTimersByTime(250);
  expect(told.at(-1)).toEqual(board.of('groceries'));
  const after = told.length;
  vi.advanceTimersByTime(60_000);
  expect(told.length).toBe(after);
});

test('a crowd is told less often, and named only in part', () => {
  const following = Array.from({ length: 10_000 }, (_, index) => ({ person: 'ana', device: `d${index}` }));
  const { board, told } = boardOf(following);
  board.changed('groceries');
  vi.advanceTimersByTime(9_999);
  expect(told).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(told[0]?.people).toHaveLength(limits.presenceDevices);
  expect(told[0]?.more).toBe(10_000 - limits.presenceDevices);
});

test('nothing is told of a list that nobody follows any more, nor after the end', () => {
  const { board, told } = boardOf([]);
  board.changed('left');
  board.end('left');
  board.changed('groceries');
  board.close();
  vi.advanceTimersByTime(60_000);
  expect(told).toEqual([]);
});
