/** What every backend has to do when commits are let go: those before a revision, all of them, and nothing else. */
import { describe, expect, test } from 'vitest';
import { JournalFault } from '../../src/journal/journal.ts';
import { openJournal } from '../../src/journal/keyvJournal.ts';
import type { JournalStorage } from '../../src/journal/storage.ts';
import { commitOf, everything, snapshotOf } from './commits.ts';
import { open, openStorage, type Prepare } from './testStore.ts';

const commits = (list: string, count: number) => Array.from({ length: count }, (_, index) => commitOf(list, index + 1));

/** The storage with a table of commits that dies after so many writes, as a process does. */
function dyingAfter(writes: number, storage: JournalStorage): JournalStorage {
  let left = writes;
  const { commits: table } = storage;
  return {
    ...storage,
    commits: {
      capabilities: table.capabilities,
      getMany: (keys) => table.getMany(keys),
      deleteMany: (keys) => table.deleteMany(keys),
      setMany: async (entries) => {
        left -= 1;
        if (left < 0) throw new JournalFault('the power is gone');
        return table.setMany(entries);
      },
    },
  };
}

/** The revisions of a list that are still there. */
async function present(storage: JournalStorage, list: string, last: number): Promise<number[]> {
  const journal = await openJournal({ ...storage, close: async () => {} });
  const found: number[] = [];
  for (let rev = 1; rev <= last; rev += 1) {
    // Below what is kept nothing may be read: it is empty, or a hole that is said.
    const [commit] = await journal.read(list, rev - 1, { limit: 1, maximumBytes: 1 }).catch(() => []);
    if (commit?.rev === rev) found.push(rev);
  }
  return found;
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** The tests of `discard`. */
export function discardAcceptance(prepare: Prepare): void {
  describe('discard', () => {
    test('R3: a server that slept through it can neither begin the list anew nor go on where it was', async () => {
      const journal = await open(prepare());
      await journal.append(commits('a', 20));
      await journal.discard('a', 10);
      for (const rev of [1, 2, 5, 9, 10]) {
        expect(await journal.append([commitOf('a', rev, `{"another":${rev}}`)]), `revision ${rev}`).toBe('conflict');
      }
      // Whoever stood there is still told whether it saw the same history (R4).
      expect(await journal.chainAt('a', 3)).toBe(commitOf('a', 3).h);
      expect(await journal.chainAt('a', 12)).toBe(commitOf('a', 12).h);
      expect(await journal.chainAt('a', 21)).toBeNull();
      // Nor is what was let go an empty list (R10).
      await expect(journal.read('a', 0, everything)).rejects.toThrow(JournalFault);
      expect(await journal.read('a', 9, everything)).toEqual(commits('a', 20).slice(9));
    });

    test('commits before a revision are gone, the others are as they were, and the next one follows', async () => {
      const storage = await openStorage(prepare());
      const journal = await openJournal(storage);
      await journal.append(commits('a', 400));
      await journal.append(commits('a:1', 40));
      for (const before of [1, 2, 2, 129, 130, 300]) {
        await journal.discard('a', before);
        expect(await present(storage, 'a', 400)).toEqual(range(before, 400));
        expect(await journal.read('a', before - 1, everything)).toEqual(commits('a', 400).slice(before - 1));
      }
      expect(await journal.read('a:1', 0, everything)).toEqual(commits('a:1', 40));
      expect(await journal.append([commitOf('a', 401)])).toBe('stored');
    });

    test('R3: nothing takes the place of what was let go', async () => {
      const journal = await open(prepare());
      await journal.append(commits('a', 100));
      await journal.discard('a', 60);
      expect(await journal.append([commitOf('a', 59, '{"another":true}')])).toBe('conflict');
      expect(await journal.append([commitOf('a', 60, '{"another":true}')])).toBe('conflict');
      expect(await journal.read('a', 59, everything)).toEqual(commits('a', 100).slice(59));
    });

    test('a crash in the middle leaves what lies just below what is kept, and the next time it goes too', async () => {
      for (const writes of [0, 1, 2, 3]) {
        const storage = await openStorage(prepare());
        const journal = await openJournal(storage);
        await journal.append(commits('a', 500));
        const dying = await openJournal(dyingAfter(writes, storage));
        const outcome = dying.discard('a', 400);
        // 399 commits go in four transactions.
        await expect(outcome).rejects.toThrow('the power is gone');
        const left = await present(storage, 'a', 500);
        expect(left).toEqual(range(left[0] ?? 0, 500));
        expect(left[0]).toBe(writes * 128 + 1);
        await journal.discard('a', 450);
        expect(await present(storage, 'a', 500)).toEqual(range(450, 500));
      }
    });

    test('a snapshot says from which revision on commits are kept, and one that does not say keeps all', async () => {
      const journal = await open(prepare());
      await journal.writeSnapshot('a', { ...snapshotOf(90, 3), keptFrom: 60 });
      expect(await journal.readSnapshot('a')).toEqual({ ...snapshotOf(90, 3), keptFrom: 60 });
      const { keptFrom: _, ...silent } = snapshotOf(91, 3);
      await journal.writeSnapshot('a', silent);
      expect(await journal.readSnapshot('a')).toEqual({ ...silent, keptFrom: 1 });
    });

    test('commits that are appended meanwhile are not touched', async () => {
      const journal = await open(prepare());
      await journal.append(commits('a', 500));
      const appended = range(501, 520).map((rev) => journal.append([commitOf('a', rev)]));
      const [, ...answers] = await Promise.all([journal.discard('a', 499), ...appended]);
      expect(answers).toEqual(answers.map(() => 'stored'));
      expect(await journal.read('a', 498, everything)).toEqual(commits('a', 520).slice(498));
    });
  });
}
