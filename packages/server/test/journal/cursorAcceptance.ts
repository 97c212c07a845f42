/** What every backend has to do with cursors. */
import { describe, expect, test } from 'vitest';
import { commitOf } from './commits.ts';
import { open, type Prepare } from './testStore.ts';

/** The tests of `readCursor`, `writeCursor` and `forgetCursor`. */
export function cursorAcceptance(prepare: Prepare): void {
  describe('a cursor', () => {
    test('is what was written last under its name, also after the store was opened again; forgotten, it is not there', async () => {
      const store = prepare();
      const journal = await open(store);
      expect(await journal.readCursor('one')).toBeNull();
      expect(await journal.writeCursor('one', '{"rev":1}')).toBe('stored');
      expect(await journal.writeCursor('one', '{"rev":2}')).toBe('stored');
      expect(await journal.writeCursor('other', '')).toBe('stored');
      await journal.close();
      const again = await open(store);
      expect(await again.readCursor('one')).toBe('{"rev":2}');
      expect(await again.readCursor('other')).toBe('');
      expect(await again.forgetCursor('one')).toBe('stored');
      expect(await again.forgetCursor('one')).toBe('stored');
      expect(await again.readCursor('one')).toBeNull();
      expect(await again.readCursor('other')).toBe('');
    });

    test('shares nothing with a commit or the identity of the same name', async () => {
      const journal = await open(prepare());
      await journal.append([commitOf('a', 1)]);
      await journal.writeCursor('a:1', 'told');
      await journal.writeCursor('identity', 'told');
      expect(await journal.chainAt('a', 1)).toBe(commitOf('a', 1).h);
      await journal.ping();
      await journal.forgetCursor('a:1');
      expect(await journal.chainAt('a', 1)).toBe(commitOf('a', 1).h);
    });
  });
}
