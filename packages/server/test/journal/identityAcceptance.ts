/** What every backend has to do at opening and closing. */
import { describe, expect, test } from 'vitest';
import { FORMAT } from '../../src/journal/format.ts';
import { JournalFault } from '../../src/journal/journal.ts';
import { openJournal } from '../../src/journal/keyvJournal.ts';
import { commitOf, everything, snapshotOf } from './commits.ts';
import { open, openStorage, type Prepare } from './testStore.ts';

/** The tests of opening, `ping` and `close`. */
export function identityAcceptance(prepare: Prepare): void {
  describe('the store', () => {
    test('keeps its identity, commits and snapshots when it is opened again', async () => {
      const store = prepare();
      const storage = await store.open();
      const first = await openJournal(storage);
      await first.append([commitOf('a', 1)]);
      await first.writeSnapshot('a', snapshotOf(1, 2));
      await first.close();
      await first.close();
      const again = await open(store);
      expect(again.identity).toEqual(first.identity);
      expect(again.identity.format).toBe(FORMAT);
      expect(await again.read('a', 0, everything)).toEqual([commitOf('a', 1)]);
      expect(await again.readSnapshot('a')).toEqual(snapshotOf(1, 2));
      await again.ping();
    });

    test('R1: finishes what was asked before it is closed, and takes nothing more', async () => {
      const store = prepare();
      const journal = await open(store);
      const last = Promise.all(['a', 'b', 'c'].map((list) => journal.append([commitOf(list, 1)])));
      await Promise.all([journal.close(), journal.close()]);
      expect(await last).toEqual(['stored', 'stored', 'stored']);
      await expect(journal.append([commitOf('a', 2)])).rejects.toThrow(JournalFault);
      await expect(journal.read('a', 0, everything)).rejects.toThrow(JournalFault);
      await expect(journal.ping()).rejects.toThrow(JournalFault);
      expect(await (await open(store)).read('a', 0, everything)).toEqual([commitOf('a', 1)]);
    });

    test('of another history has another epoch', async () => {
      const [one, other] = [await open(prepare()), await open(prepare())];
      expect(one.identity.epoch).not.toBe(other.identity.epoch);
    });

    test('of a newer format is refused', async () => {
      const storage = await openStorage(prepare());
      const identity = JSON.stringify({ epoch: 'x', format: FORMAT + 1, createdAt: '2026-12-01T00:00:00Z' });
      await storage.meta.setMany([{ key: 'identity', value: identity }]);
      await expect(openJournal(storage)).rejects.toMatchObject({
        name: 'StoreUnusable',
        message: `this store was written by a newer tock (format ${FORMAT + 1}, this one reads ${FORMAT})`,
        hint: expect.stringContaining('upgrade'),
      });
    });

    test.each(['{', '[]', 'null', '{"epoch":"x"}', '{"epoch":"","format":1,"createdAt":""}'])(
      'with a damaged identity is refused: %s',
      async (value) => {
        const storage = await openStorage(prepare());
        await storage.meta.setMany([{ key: 'identity', value }]);
        await expect(openJournal(storage)).rejects.toMatchObject({ name: 'StoreUnusable' });
      },
    );
  });
}
