/** What every backend has to give back: dense pages, bodies to the byte, lists that never meet. */
import { describe, expect, test } from 'vitest';
import { openJournal } from '../../src/journal/keyvJournal.ts';
import { commitOf, everything, snapshotOf } from './commits.ts';
import { open, type Prepare } from './testStore.ts';

const hostileLists = [
  'a',
  'a:1',
  'a:1:1',
  ':',
  '',
  '__proto__',
  'constructor',
  '%',
  '%00',
  "'; DROP TABLE commits; --",
];
const oddLists = ['é', 'e\u0301', '日本', '\u0000', '\n', '../x', 'A', 'x'.repeat(300), `${'x'.repeat(300)}y`];

/** The tests of `read`. */
export function readAcceptance(prepare: Prepare): void {
  describe('read', () => {
    test('R4: pages are ascending and dense, within their limit, and empty at the head', async () => {
      const journal = await open(prepare());
      const commits = Array.from({ length: 1_200 }, (_, index) => commitOf('a', index + 1));
      expect(await journal.append(commits)).toBe('stored');
      for (const limit of [1, 15, 16, 17, 48, 49, 500, 1_199, 1_200, 1_201]) {
        expect(await journal.read('a', 0, { ...everything, limit })).toEqual(commits.slice(0, limit));
      }
      expect(await journal.read('a', 1_190, everything)).toEqual(commits.slice(1_190));
      expect(await journal.read('a', 1_200, everything)).toEqual([]);
      expect(await journal.read('unknown', 0, everything)).toEqual([]);
    });

    test('a page has about as many bytes as asked for, and at least one commit', async () => {
      const journal = await open(prepare());
      const commits = Array.from({ length: 30 }, (_, index) => commitOf('a', index + 1, `"${'é'.repeat(499)}"`));
      await journal.append(commits);
      expect(await journal.read('a', 0, { limit: 100, maximumBytes: 5_000 })).toEqual(commits.slice(0, 5));
      expect(await journal.read('a', 0, { limit: 100, maximumBytes: 1 })).toEqual(commits.slice(0, 1));
    });

    test.each([
      ['quotes and backslashes', '{"t":"\\"\\\\n \\u0000 \'"}'],
      ['Unicode', '{"t":"é e\u0301 日本 👩‍👩‍👧 \u2028 \ufeff \u202e"}'],
      ['controls, should they ever come', '\u0000\u0001\r\n\t "'],
      ['what looks like the format of the store', ':base64:{"value":1} 1 2'],
      ['nothing', ''],
      ['a megabyte', `"${'aé'.repeat(350_000)}"`],
    ])('a body is kept to the byte: %s', async (_, body) => {
      const store = prepare();
      const storage = await store.open();
      await (await openJournal(storage)).append([commitOf('a', 1, body)]);
      await storage.close();
      const [commit] = await (await open(store)).read('a', 0, everything);
      expect(commit?.body === body).toBe(true);
      expect(commit).toEqual(commitOf('a', 1, body));
    });

    test('ids of lists that look hostile never meet', async () => {
      const journal = await open(prepare());
      const lists = [...hostileLists, ...oddLists];
      for (const list of lists) expect(await journal.append([commitOf(list, 1), commitOf(list, 2)])).toBe('stored');
      for (const [index, list] of lists.entries()) await journal.writeSnapshot(list, snapshotOf(index, 2));
      for (const [index, list] of lists.entries()) {
        expect(await journal.read(list, 0, everything)).toEqual([commitOf(list, 1), commitOf(list, 2)]);
        expect(await journal.readSnapshot(list)).toEqual(snapshotOf(index, 2));
      }
      expect(Object.keys(Object.prototype)).toEqual([]);
    });
  });
}
