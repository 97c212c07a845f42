/** What many want of the history at once is read once, and never taken from another place or time. */
import { limits, type StoredCommit } from '@tock/shared';
import { afterEach, expect, test, vi } from 'vitest';
import { JournalFault } from '../../src/journal/journal.ts';
import { SharedReads } from '../../src/journal/sharedReads.ts';
import { HeldJournal } from '../heldJournal.ts';
import { commitOf } from './commits.ts';

afterEach(() => {
  vi.useRealTimers();
});

/** A journal with lists of so many commits, and how often it was read. */
async function journalWith(lists: Record<string, number>, body?: string) {
  const journal = await HeldJournal.open();
  for (const [list, count] of Object.entries(lists)) {
    for (let rev = 1; rev <= count; rev += 1) await journal.stored.append([commitOf(list, rev, body)]);
  }
  const reads = { count: 0 };
  journal.beforeRead = async () => {
    reads.count += 1;
  };
  return { journal, reads, shared: new SharedReads(journal) };
}

async function commits(shared: SharedReads, list: string, after: number, upTo: number): Promise<StoredCommit[]> {
  const all: StoredCommit[] = [];
  for await (const text of shared.commitTexts(list, after, upTo)) all.push(...JSON.parse(text));
  return all;
}

test('a storm of readers with the same cursor reads the journal once', async () => {
  const { reads, shared } = await journalWith({ a: 40 });
  const resumed = Array.from({ length: 500 }, async () => [
    await shared.chainAt('a', 10),
    await commits(shared, 'a', 10, 40),
  ]);
  const [first, ...others] = await Promise.all(resumed);
  expect(first?.[1]).toEqual(Array.from({ length: 30 }, (_, index) => commitOf('a', 11 + index)));
  expect(first?.[0]).toBe(commitOf('a', 10).h);
  for (const other of others) expect(other).toEqual(first);
  expect(reads.count).toBe(2);
});

test('R4: each reader gets its own list, from its own revision, up to its own head', async () => {
  const { shared } = await journalWith({ a: 20, b: 20 });
  for (const [list, after, upTo] of [
    ['a', 0, 20],
    ['b', 0, 20],
    ['a', 5, 20],
    ['a', 5, 12],
    ['a', 12, 12],
  ] as const) {
    const revs = Array.from({ length: upTo - after }, (_, index) => commitOf(list, after + index + 1));
    expect(await commits(shared, list, after, upTo)).toEqual(revs);
  }
  expect(await shared.chainAt('b', 20)).toBe(commitOf('b', 20).h);
  expect(await shared.chainAt('a', 21)).toBeNull();
  expect(await shared.chainAt('a', 0)).toBe('');
});

test('R10: a read that fails fails everyone who waits for it, and is tried again by the next', async () => {
  const { journal, shared } = await journalWith({ a: 3 });
  journal.beforeRead = () => Promise.reject(new JournalFault('a failed read'));
  const asked = [commits(shared, 'a', 0, 3), commits(shared, 'a', 0, 3)];
  for (const each of asked) await expect(each).rejects.toThrow('a failed read');
  journal.beforeRead = async () => {};
  expect(await commits(shared, 'a', 0, 3)).toHaveLength(3);
  await expect(commits(shared, 'a', 0, 4)).rejects.toThrow('no revision 4');
});

test('a catch-up of any length comes in texts of about a page, and what is kept of it is bounded', async () => {
  const { reads, shared } = await journalWith({ a: 300 }, 'x'.repeat(100_000));
  const read = async () => {
    for await (const text of shared.commitTexts('a', 0, 300))
      expect(text.length).toBeLessThan(limits.pageBytes + 1_000);
  };
  await read();
  const first = reads.count;
  await read();
  // Thirty megabytes are more than is kept: the beginning was forgotten, and so on.
  expect(reads.count).toBe(2 * first);
});

test('what was shared is forgotten after a moment', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  const { reads, shared } = await journalWith({ a: 3 });
  await commits(shared, 'a', 0, 3);
  await commits(shared, 'a', 0, 3);
  expect(reads.count).toBe(1);
  vi.advanceTimersByTime(5_000);
  await commits(shared, 'a', 0, 3);
  expect(reads.count).toBe(2);
});
