/** Lists come into memory when they are asked for, once, and leave when nobody needs them. */
import { randomIdentifier } from '@tock/shared';
import { afterEach, expect, test, vi } from 'vitest';
import type { Journal } from '../src/journal/journal.ts';
import { JournalFault } from '../src/journal/journal.ts';
import { Ledgers } from '../src/ledgers.ts';
import { HeldJournal } from './heldJournal.ts';
import { adding } from './ledger/fixtures.ts';

afterEach(() => {
  vi.useRealTimers();
});

function ledgersOf(journal: Journal) {
  const fault = (error: unknown) => {
    throw error;
  };
  return new Ledgers({
    journal,
    now: () => new Date().toISOString(),
    identifier: randomIdentifier,
    emit: () => {},
    report: fault,
    fault,
  });
}

const nobody = () => false;

/** Turns the clock on; nothing else of time changes. */
function pass(minutes: number): void {
  vi.setSystemTime(Date.now() + minutes * 60_000);
}

test('R2: a list that many ask for at once is loaded once', async () => {
  const ledgers = ledgersOf(await HeldJournal.open());
  const [first, ...others] = await Promise.all(Array.from({ length: 20 }, () => ledgers.get('groceries')));
  for (const other of others) expect(other).toBe(first);
  expect(ledgers.peek('groceries')).toBe(first);
  expect(ledgers.peek('work')).toBeUndefined();
});

test('R10: a list that could not be read is tried again when it is asked for again', async () => {
  const journal = await HeldJournal.open();
  const ledgers = ledgersOf(journal);
  journal.beforeRead = () => Promise.reject(new JournalFault('a failed read'));
  await expect(Promise.all([ledgers.get('groceries'), ledgers.get('groceries')])).rejects.toThrow('a failed read');
  journal.beforeRead = async () => {};
  expect((await ledgers.get('groceries')).head).toEqual({ rev: 0, h: '' });
});

test('what nobody used for ten minutes leaves; what is followed, used or busy stays', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const journal = await HeldJournal.open();
  const ledgers = ledgersOf(journal);
  await ledgers.get('idle');
  await ledgers.get('followed');
  await ledgers.get('used');
  const writing = (await ledgers.get('busy')).submit(adding('milk'));
  const append = await journal.next();
  pass(9);
  await ledgers.get('used');
  pass(2);
  ledgers.evict((list) => list === 'followed');
  expect(['idle', 'followed', 'used', 'busy'].map((list) => ledgers.peek(list) !== undefined)).toEqual([
    false,
    true,
    true,
    true,
  ]);
  await append.store();
  await writing;
  await ledgers.settled();
  pass(11);
  ledgers.evict(nobody);
  expect(['followed', 'used', 'busy'].filter((list) => ledgers.peek(list) !== undefined)).toEqual([]);
});
