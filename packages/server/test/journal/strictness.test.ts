/** What the journal makes of a backend that fails: nothing is ever taken for "absent" or "stored" (R10). */
import { expect, test } from 'vitest';
import { JournalFault } from '../../src/journal/journal.ts';
import { openJournal } from '../../src/journal/keyvJournal.ts';
import { memoryStorage } from '../../src/journal/memory.ts';
import { type JournalStorage, StoreFull, type Table } from '../../src/journal/storage.ts';
import { commitOf, everything } from './commits.ts';

/** A journal in memory, some calls of whose commits table are answered otherwise. */
async function journalWith(change: (commits: Table) => Partial<Table>) {
  const storage = memoryStorage();
  const { commits } = storage;
  const table: Table = {
    capabilities: commits.capabilities,
    getMany: (keys) => commits.getMany(keys),
    setMany: (entries) => commits.setMany(entries),
    deleteMany: (keys) => commits.deleteMany(keys),
  };
  const changed: JournalStorage = { ...storage, commits: Object.assign(table, change(commits)) };
  return openJournal(changed);
}

const disk = async () => {
  throw new Error('disk I/O error');
};

test('R10: a failed read rejects and names the reason', async () => {
  const journal = await journalWith(() => ({ getMany: disk }));
  await expect(journal.read('a', 0, everything)).rejects.toThrow(JournalFault);
  await expect(journal.read('a', 0, everything)).rejects.toThrow('disk I/O error');
});

test('R10: a failed append rejects', async () => {
  const journal = await journalWith(() => ({ setMany: disk }));
  await expect(journal.append([commitOf('a', 1)])).rejects.toThrow(JournalFault);
});

test('R10: of calls that run at once, those that failed reject and no others', async () => {
  const journal = await journalWith((commits) => ({
    getMany: async (keys) => {
      // Everyone is under way before anyone is answered.
      await new Promise(setImmediate);
      return keys[0]?.startsWith('bad') === true ? disk() : commits.getMany(keys);
    },
  }));
  const lists = Array.from({ length: 30 }, (_, index) => `${index % 3 === 0 ? 'bad' : 'good'}${index}`);
  for (const list of lists) await journal.append([commitOf(list, 1)]);
  const answers = await Promise.allSettled(lists.map((list) => journal.read(list, 0, everything)));
  expect(answers.map(({ status }) => status)).toEqual(
    lists.map((list) => (list.startsWith('bad') ? 'rejected' : 'fulfilled')),
  );
});

test('R10: an append that was kept in part is a fault, neither stored nor conflict', async () => {
  const journal = await journalWith(() => ({ setMany: async (entries) => entries.map((_, index) => index === 0) }));
  await expect(journal.append([commitOf('a', 1), commitOf('b', 1)])).rejects.toThrow(JournalFault);
});

test('no room is an answer, not a fault', async () => {
  const journal = await journalWith(() => ({
    setMany: async () => {
      throw new StoreFull();
    },
  }));
  expect(await journal.append([commitOf('a', 1)])).toBe('full');
});

test('a store that fails at opening is unusable, and is closed', async () => {
  const storage = memoryStorage();
  let closed = false;
  const failing: JournalStorage = {
    ...storage,
    meta: { ...storage.meta, capabilities: storage.meta.capabilities, getMany: disk },
    close: async () => {
      closed = true;
    },
  };
  await expect(openJournal(failing)).rejects.toMatchObject({
    name: 'StoreUnusable',
    message: 'the store cannot be opened: the store failed: disk I/O error',
  });
  expect(closed).toBe(true);
});
