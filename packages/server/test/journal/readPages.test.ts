/** A read takes about as much out of the store as it may answer: commits may be megabytes each. */
import { expect, test } from 'vitest';
import { openJournal } from '../../src/journal/keyvJournal.ts';
import { memoryStorage } from '../../src/journal/memory.ts';

const BODY = 100_000;

/** A journal with a list of so many large commits, and how much text was taken out of its store. */
async function journalOf(commits: number) {
  const storage = memoryStorage();
  let taken = 0;
  const { getMany } = storage.commits;
  storage.commits.getMany = async (keys) => {
    const texts = await getMany.call(storage.commits, keys);
    taken += texts.reduce((sum, text) => sum + (text?.length ?? 0), 0);
    return texts;
  };
  const journal = await openJournal(storage);
  for (let rev = 1; rev <= commits; rev += 1) {
    await journal.append([{ list: 'large', rev, h: 'h', body: 'x'.repeat(BODY) }]);
  }
  return { journal, taken: () => taken };
}

test('a page of one large commit does not read those after it, but the next', async () => {
  const { journal, taken } = await journalOf(40);
  expect(await journal.read('large', 0, { limit: 1_000, maximumBytes: BODY })).toHaveLength(1);
  expect(taken()).toBeLessThan(2.5 * BODY);
});

test('all of a long list is read in a few pages, each commit about once', async () => {
  const { journal, taken } = await journalOf(200);
  const everything = { limit: 1_000, maximumBytes: Number.MAX_SAFE_INTEGER };
  expect(await journal.read('large', 0, everything)).toHaveLength(200);
  expect(taken()).toBeLessThan(210 * BODY);
});
