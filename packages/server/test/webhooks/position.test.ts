/** How far webhooks have come is kept a little later, one write after another, and written again when there was no room. */
import { expect, onTestFinished, test, vi } from 'vitest';
import { openStore } from '../../src/journal/store.ts';
import { type PositionStore, Positions } from '../../src/webhooks/position.ts';

const log = { warn: () => {} };
const at = (rev: number) => ({ epoch: 'e', rev, h: 'h' });

test('what was put last is what is read, after a moment or a clean stop; what is removed is gone', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const store = await openStore('memory:');
  const positions = new Positions(store, log);
  expect(await positions.read('a')).toBeNull();
  positions.put('a', at(1));
  positions.put('a', { ...at(2), failing: { since: '2026-11-22T12:00:00Z', tries: 2 } });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await positions.read('a')).toEqual({ ...at(2), failing: { since: '2026-11-22T12:00:00Z', tries: 2 } });
  positions.put('a', at(3));
  positions.put('b', at(1));
  await positions.close();
  expect([await positions.read('a'), await positions.read('b')]).toEqual([at(3), at(1)]);
  positions.put('a', null);
  await positions.close();
  expect(await positions.read('a')).toBeNull();
});

test('without room it is written later, and nothing that came meanwhile is lost', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const journal = await openStore('memory:');
  let full = true;
  const store: PositionStore = {
    readCursor: (name) => journal.readCursor(name),
    writeCursor: async (name, text) => (full ? 'full' : journal.writeCursor(name, text)),
    forgetCursor: (name) => journal.forgetCursor(name),
  };
  const positions = new Positions(store, log);
  positions.put('a', at(1));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await positions.read('a')).toBeNull();
  positions.put('a', at(2));
  full = false;
  await vi.advanceTimersByTimeAsync(20_000);
  expect(await positions.read('a')).toEqual(at(2));
});

test('R10: what is no position is a fault, never the beginning', async () => {
  const store = await openStore('memory:');
  await store.writeCursor('webhook:a', '{"rev":"1"}');
  await expect(new Positions(store, log).read('a')).rejects.toThrow();
});
