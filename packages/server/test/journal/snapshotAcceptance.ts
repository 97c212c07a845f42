/** What every backend has to do with snapshots: one is always there whole. */
import { describe, expect, test } from 'vitest';
import { JournalFault } from '../../src/journal/journal.ts';
import { openJournal } from '../../src/journal/keyvJournal.ts';
import type { JournalStorage } from '../../src/journal/storage.ts';
import { snapshotOf } from './commits.ts';
import { open, openStorage, type Prepare } from './testStore.ts';

/** The storage with a table of snapshots that dies after so many writes, as a process does. */
function dyingAfter(writes: number, storage: JournalStorage): JournalStorage {
  let left = writes;
  const alive = () => {
    left -= 1;
    if (left < 0) throw new JournalFault('the power is gone');
  };
  const { snapshots } = storage;
  return {
    ...storage,
    snapshots: {
      capabilities: snapshots.capabilities,
      getMany: (keys) => snapshots.getMany(keys),
      setMany: async (entries) => {
        alive();
        return snapshots.setMany(entries);
      },
      deleteMany: async (keys) => {
        alive();
        return snapshots.deleteMany(keys);
      },
    },
  };
}

/** The tests of `readSnapshot` and `writeSnapshot`. */
export function snapshotAcceptance(prepare: Prepare): void {
  describe('snapshots', () => {
    test('there is none, then one, then another in its place', async () => {
      const journal = await open(prepare());
      expect(await journal.readSnapshot('a')).toBeNull();
      for (const [rev, chunks] of [
        [1, 20],
        [2, 3],
        [3, 0],
        [4, 30],
      ] as const) {
        await journal.writeSnapshot('a', snapshotOf(rev, chunks));
        expect(await journal.readSnapshot('a')).toEqual(snapshotOf(rev, chunks));
      }
      expect(await journal.readSnapshot('b')).toBeNull();
    });

    test('a crash after any of its writes leaves the snapshot before, or the new one whole', async () => {
      const storage = await openStorage(prepare());
      const journal = await openJournal(storage);
      let before = snapshotOf(1, 3);
      await journal.writeSnapshot('a', before);
      // Three chunks, then the pointer, then the old chunks go: five writes.
      for (let writes = 0; writes <= 4; writes += 1) {
        const next = snapshotOf(writes + 2, 3);
        const dying = await openJournal(dyingAfter(writes, storage));
        await expect(dying.writeSnapshot('a', next)).rejects.toThrow('the power is gone');
        if (writes === 4) before = next;
        expect(await journal.readSnapshot('a')).toEqual(before);
      }
    });

    test('a reader gets one snapshot or the next while they are replaced, never a mixture', async () => {
      const journal = await open(prepare());
      await journal.writeSnapshot('a', snapshotOf(1, 20));
      let writing = true;
      const reader = async () => {
        while (writing) {
          const snapshot = await journal.readSnapshot('a');
          expect(snapshot).toEqual(snapshotOf(snapshot?.rev ?? 0, 20));
        }
      };
      const readers = Promise.all([reader(), reader(), reader()]);
      for (let rev = 2; rev <= 30; rev += 1) await journal.writeSnapshot('a', snapshotOf(rev, 20));
      writing = false;
      await readers;
    });
  });
}
