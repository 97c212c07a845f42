/** What every backend has to do with appends: one place per revision, after its predecessor, all or none. */
import { describe, expect, test } from 'vitest';
import { JournalFault } from '../../src/journal/journal.ts';
import { commitOf, everything } from './commits.ts';
import { seed, seededRandom } from './fixtures.ts';
import { open, type Prepare } from './testStore.ts';

/** The tests of `append`. */
export function appendAcceptance(prepare: Prepare): void {
  describe('append', () => {
    test('R3: the first revision is stored, and the same revision never twice', async () => {
      const journal = await open(prepare());
      expect(await journal.append([commitOf('a', 1)])).toBe('stored');
      expect(await journal.append([commitOf('a', 1, '{"another":true}')])).toBe('conflict');
      expect(await journal.read('a', 0, everything)).toEqual([commitOf('a', 1)]);
    });

    test('R3: a revision whose predecessor is missing is a conflict', async () => {
      const journal = await open(prepare());
      expect(await journal.append([commitOf('a', 2)])).toBe('conflict');
      await journal.append([commitOf('a', 1)]);
      expect(await journal.append([commitOf('a', 3)])).toBe('conflict');
      expect(await journal.append([commitOf('a', 2)])).toBe('stored');
      expect(await journal.read('a', 0, everything)).toEqual([commitOf('a', 1), commitOf('a', 2)]);
    });

    test('R3: commits of two lists are stored together or not at all', async () => {
      const journal = await open(prepare());
      expect(await journal.append([commitOf('a', 1), commitOf('b', 2)])).toBe('conflict');
      expect(await journal.read('a', 0, everything)).toEqual([]);
      expect(await journal.append([commitOf('a', 1), commitOf('b', 1)])).toBe('stored');
      expect(await journal.append([commitOf('b', 2), commitOf('a', 2), commitOf('a', 2)])).toBe('conflict');
      expect(await journal.read('a', 0, everything)).toEqual([commitOf('a', 1)]);
      expect(await journal.read('b', 0, everything)).toEqual([commitOf('b', 1)]);
    });

    test('R3: several revisions of one list may come in one append', async () => {
      const journal = await open(prepare());
      expect(await journal.append([commitOf('a', 1), commitOf('a', 2), commitOf('a', 3)])).toBe('stored');
      expect(await journal.read('a', 1, everything)).toEqual([commitOf('a', 2), commitOf('a', 3)]);
    });

    test('R3: of 200 appends of one revision at once exactly one is stored, and read back', async () => {
      const journal = await open(prepare());
      const rivals = Array.from({ length: 200 }, (_, index) => commitOf('a', 1, `{"rival":${index}}`));
      const answers = await Promise.all(rivals.map((rival) => journal.append([rival])));
      expect(answers.filter((answer) => answer === 'stored')).toHaveLength(1);
      expect(answers.filter((answer) => answer === 'conflict')).toHaveLength(199);
      expect(await journal.read('a', 0, everything)).toEqual([rivals[answers.indexOf('stored')]]);
    });

    test('R3: a conflict takes nothing from appends that share its transaction', async () => {
      const journal = await open(prepare());
      const answers = await Promise.all([
        journal.append([commitOf('a', 1)]),
        journal.append([commitOf('b', 1), commitOf('c', 7)]),
        journal.append([commitOf('b', 1), commitOf('c', 1)]),
      ]);
      expect(answers).toEqual(['stored', 'conflict', 'stored']);
      expect(await journal.read('c', 0, everything)).toEqual([commitOf('c', 1)]);
    });

    test('R4: 50 lists growing at once each stay dense', async () => {
      const journal = await open(prepare());
      const lists = Array.from({ length: 50 }, (_, index) => `list${index}`);
      const revisions = Array.from({ length: 20 }, (_, index) => index + 1);
      await Promise.all(
        lists.map(async (list) => {
          for (const rev of revisions) expect(await journal.append([commitOf(list, rev)])).toBe('stored');
        }),
      );
      for (const list of lists) {
        expect(await journal.read(list, 0, everything)).toEqual(revisions.map((rev) => commitOf(list, rev)));
      }
    });

    test(`R3: random appends are taken exactly where the rule says (TOCK_SEED=${seed})`, async () => {
      const journal = await open(prepare());
      const random = seededRandom(seed);
      const heads = new Map<string, number>();
      for (let round = 0; round < 300; round += 1) {
        const after = new Map(heads);
        let allowed = true;
        const commits = Array.from({ length: 1 + Math.floor(random() * 3) }, () => {
          const list = `list${Math.floor(random() * 4)}`;
          const head = after.get(list) ?? 0;
          const rev = random() < 0.8 ? head + 1 : Math.max(1, head + Math.floor(random() * 4) - 1);
          if (rev === head + 1) after.set(list, rev);
          else allowed = false;
          return commitOf(list, rev);
        });
        expect(await journal.append(commits)).toBe(allowed ? 'stored' : 'conflict');
        if (allowed) for (const [list, head] of after) heads.set(list, head);
      }
      for (const [list, head] of heads) expect(await journal.read(list, 0, everything)).toHaveLength(head);
    });

    test('what is no revision, or no text that can be kept to the byte, is refused loudly', async () => {
      const journal = await open(prepare());
      for (const rev of [0, -1, 1.5, Number.NaN]) await expect(journal.append([commitOf('a', rev)])).rejects.toThrow();
      await expect(journal.append([commitOf('a', 1, '"\ud800"')])).rejects.toThrow(JournalFault);
      expect(await journal.read('a', 0, everything)).toEqual([]);
    });
  });
}
