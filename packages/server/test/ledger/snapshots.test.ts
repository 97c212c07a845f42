/** A load never replays more than a bounded tail, and nobody waits for a large one. */
import { expect, test } from 'vitest';
import type { Journal } from '../../src/journal/journal.ts';
import { openStore } from '../../src/journal/store.ts';
import { adding, digest, EVERYTHING, LIST, load } from './fixtures.ts';

/** A journal with a list of so many todos, a commit each; and what the list is. */
async function grown(count: number): Promise<{ journal: Journal; expected: string }> {
  const journal = await openStore('memory:');
  const { ledger } = await load(journal);
  for (let index = 0; index < count; index += 1) await ledger.submit(adding(`op${index}`));
  await ledger.settled();
  return { journal, expected: digest(ledger.state) };
}

test('a tail that an earlier run left too long is replayed once', async () => {
  const { journal, expected } = await grown(1_050);
  const bare = await openStore('memory:');
  await bare.append(await journal.read(LIST, 0, EVERYTHING));
  const { ledger } = await load(bare);
  await ledger.settled();
  expect(await bare.readSnapshot(LIST)).toMatchObject({ rev: 1_050 });
  expect(digest(ledger.state)).toBe(expected);
  expect(digest((await load(bare)).ledger.state)).toBe(expected);
});

test('a list that comes to rest gets a snapshot where that spares much, and none where it does not', async () => {
  const { journal } = await grown(50);
  const short = await load(journal);
  expect(short.ledger.worthSnapshot).toBe(false);
  await short.ledger.rest();
  expect(await journal.readSnapshot(LIST)).toBeNull();
  for (let index = 0; index < 100; index += 1) await short.ledger.submit(adding(`more${index}`));
  expect(short.ledger.worthSnapshot).toBe(true);
  await short.ledger.rest();
  expect(await journal.readSnapshot(LIST)).toMatchObject({ rev: 150 });
  expect(short.ledger.worthSnapshot).toBe(false);
  expect(digest((await load(journal)).ledger.state)).toBe(digest(short.ledger.state));
});

test('others have their turn all along while a list is read, from its snapshot and from its commits', async () => {
  const { journal } = await grown(3_000);
  // Nothing is left beside the snapshot.
  await (await load(journal)).ledger.rest();
  const bare = await openStore('memory:');
  await bare.append(await journal.read(LIST, 0, EVERYTHING));
  for (const [store, least] of [
    [journal, 10],
    [bare, 10],
  ] as const) {
    let turns = 0;
    let loading = true;
    const others = (async () => {
      for (; loading; turns += 1) await new Promise(setImmediate);
    })();
    await load(store);
    loading = false;
    await others;
    expect(turns).toBeGreaterThan(least);
  }
});
