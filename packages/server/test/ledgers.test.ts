/** Lists come into memory when they are asked for, once, and leave when nobody needs them. */
import { randomIdentifier } from '@tock/shared';
import { afterEach, expect, test, vi } from 'vitest';
import type { Journal } from '../src/journal/journal.ts';
import { JournalFault } from '../src/journal/journal.ts';
import { openStore } from '../src/journal/store.ts';
import { Ledgers, type LedgersOptions, type TodoLedger } from '../src/ledgers.ts';
import { HeldJournal } from './heldJournal.ts';
import { adding } from './ledger/fixtures.ts';

afterEach(() => {
  vi.useRealTimers();
});

function ledgersOf(journal: Journal, options?: LedgersOptions) {
  const fault = (error: unknown) => {
    throw error;
  };
  return new Ledgers(
    {
      journal,
      now: () => new Date().toISOString(),
      identifier: randomIdentifier,
      emit: () => {},
      report: fault,
      fault,
    },
    options,
  );
}

/** The ledger of a list: only for looking at which one it is. */
const ledgerOf = (ledgers: Ledgers, list: string) => ledgers.use(list, (ledger) => Promise.resolve(ledger));

/** Which of the lists are in memory. */
const inMemory = (ledgers: Ledgers, ...lists: string[]) => lists.filter((list) => ledgers.peek(list) !== undefined);

/** Resolves as soon as something holds. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise(setImmediate);
}

/** Turns the clock on; nothing else of time changes. */
function pass(minutes: number): void {
  vi.setSystemTime(Date.now() + minutes * 60_000);
}

test('R2: a list that many ask for at once is loaded once', async () => {
  const ledgers = ledgersOf(await HeldJournal.open());
  const [first, ...others] = await Promise.all(Array.from({ length: 20 }, () => ledgerOf(ledgers, 'groceries')));
  for (const other of others) expect(other).toBe(first);
  expect(ledgers.peek('groceries')).toBe(first);
  expect(ledgers.peek('work')).toBeUndefined();
});

test('R10: a list that could not be read is tried again when it is asked for again', async () => {
  const journal = await HeldJournal.open();
  const ledgers = ledgersOf(journal);
  journal.beforeRead = () => Promise.reject(new JournalFault('a failed read'));
  const asked = Promise.all([ledgerOf(ledgers, 'groceries'), ledgerOf(ledgers, 'groceries')]);
  await expect(asked).rejects.toThrow('a failed read');
  journal.beforeRead = async () => {};
  expect((await ledgerOf(ledgers, 'groceries')).head).toEqual({ rev: 0, h: '' });
});

test('what nobody used for ten minutes leaves; what is followed, used or busy stays', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const journal = await HeldJournal.open();
  const followed = new Set(['followed']);
  const ledgers = ledgersOf(journal, { followed: (list) => followed.has(list) });
  for (const list of ['idle', 'followed', 'used']) await ledgerOf(ledgers, list);
  const writing = ledgers.use('busy', (ledger) => ledger.submit(adding('milk')));
  const append = await journal.next();
  pass(9);
  await ledgerOf(ledgers, 'used');
  pass(2);
  ledgers.evict();
  expect(inMemory(ledgers, 'idle', 'followed', 'used', 'busy')).toEqual(['followed', 'used', 'busy']);
  await append.store();
  await writing;
  await ledgers.settled();
  followed.clear();
  pass(11);
  ledgers.evict();
  expect(inMemory(ledgers, 'followed', 'used', 'busy')).toEqual([]);
});

test('R2: a list never has two ledgers: it stays while anybody uses it, whatever else is in memory and however late it is', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const ledgers = ledgersOf(await HeldJournal.open(), { followed: () => false, mostTodos: 1 });
  const loaded = Promise.withResolvers<TodoLedger>();
  const goOn = Promise.withResolvers<void>();
  const using = ledgers.use('groceries', async (ledger) => {
    loaded.resolve(ledger);
    await goOn.promise;
    return ledger;
  });
  await loaded.promise;
  // Between having the ledger and asking it for something, everything that could take it away.
  pass(60);
  ledgers.evict();
  await ledgerOf(ledgers, 'work');
  expect(await ledgerOf(ledgers, 'groceries')).toBe(await loaded.promise);
  expect(inMemory(ledgers, 'groceries', 'work')).toEqual(['groceries']);
  goOn.resolve();
  await using;
  expect(inMemory(ledgers, 'groceries', 'work')).toEqual([]);
});

test('the lists that were used last stay in memory, as many as there is room for', async () => {
  const journal = await openStore('memory:');
  // Room for two lists of two todos each.
  const ledgers = ledgersOf(journal, { followed: (list) => list === 'followed', mostTodos: 15 });
  const grow = async (list: string) => {
    for (const op of ['milk', 'eggs']) await ledgers.use(list, (ledger) => ledger.submit(adding(`${list}-${op}`)));
  };
  for (const list of ['a', 'b', 'c']) await grow(list);
  expect(inMemory(ledgers, 'a', 'b', 'c')).toEqual(['b', 'c']);
  await ledgerOf(ledgers, 'b');
  await grow('d');
  expect(inMemory(ledgers, 'a', 'b', 'c', 'd')).toEqual(['b', 'd']);
  // What is followed counts, and stays.
  await grow('followed');
  await grow('e');
  expect(inMemory(ledgers, 'a', 'b', 'c', 'd', 'followed', 'e')).toEqual(['followed', 'e']);
  // What went is as it was.
  for (const list of ['a', 'b', 'c', 'd']) expect((await ledgerOf(ledgers, list)).state.count).toBe(2);
});

/** Adds so many todos, a commit each: fewer than make a snapshot due by itself, more than a load should replay. */
async function growTail(ledgers: Ledgers, list: string, prefix = 'op'): Promise<void> {
  for (let index = 0; index < 150; index += 1) {
    await ledgers.use(list, (ledger) => ledger.submit(adding(`${prefix}${index}`)));
  }
}

test('a list that leaves with a long tail gets a snapshot first, and stays if it is used meanwhile', async () => {
  const journal = await openStore('memory:');
  const followed = new Set(['long', 'again']);
  const ledgers = ledgersOf(journal, { followed: (list) => followed.has(list), mostTodos: 1 });
  for (const list of ['long', 'again']) await growTail(ledgers, list);
  expect(await journal.readSnapshot('long')).toBeNull();
  followed.clear();
  ledgers.evict();
  const using = ledgerOf(ledgers, 'again');
  followed.add('again');
  const again = await using;
  await until(() => ledgers.peek('long') === undefined);
  expect(await journal.readSnapshot('long')).toMatchObject({ rev: 150 });
  await again.settled();
  await until(async () => (await journal.readSnapshot('again')) !== null);
  expect(ledgers.peek('again')).toBe(again);
});

test('a clean stop leaves snapshots where tails are long, and none where they are short', async () => {
  const journal = await openStore('memory:');
  const ledgers = ledgersOf(journal);
  await growTail(ledgers, 'long');
  await ledgers.use('short', (ledger) => ledger.submit(adding('milk')));
  await ledgers.rest(0);
  expect(await journal.readSnapshot('long')).toBeNull();
  await ledgers.rest(60_000);
  expect(await journal.readSnapshot('long')).toMatchObject({ rev: 150 });
  expect(await journal.readSnapshot('short')).toBeNull();
});
