/** Reading a store that nobody has open, also when somebody opens it meanwhile. */
import { readdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { readValue } from '../../src/journal/sqliteLook.ts';
import { readAtOnce } from '../../src/journal/stillStore.ts';
import { commitOf } from './commits.ts';
import { temporaryFolder } from './fixtures.ts';
import { filledStore, openAt } from './sqliteStores.ts';

function commitsBy(open: () => DatabaseSync): unknown {
  const database = open();
  try {
    return readValue(database, 'SELECT count(*) FROM commits');
  } finally {
    database.close();
  }
}

test('R10: what a server wrote meanwhile is read anew, whether it is there still or was stopped again', async () => {
  const path = await filledStore();
  for (const [stops, expected] of [
    [true, 301],
    [false, 302],
  ] as const) {
    const seen: unknown[] = [];
    const last = await readAtOnce(path, async (open) => {
      seen.push(commitsBy(open));
      if (seen.length === 1) {
        const journal = await openAt(path);
        await journal.append([commitOf('a', expected)]);
        if (stops) await journal.close();
      }
      return seen.at(-1);
    });
    expect([seen, last]).toEqual([[expected - 1, expected], expected]);
  }
});

test('a fault of reading counts only where nothing changed', async () => {
  const path = await filledStore();
  let calls = 0;
  const failing = () => {
    calls += 1;
    throw new Error('torn');
  };
  await expect(readAtOnce(path, failing)).rejects.toThrow('torn');
  expect(calls).toBe(1);
  const read = await readAtOnce(path, async (open) => {
    calls += 1;
    if (calls > 2) return commitsBy(open);
    await (await openAt(path)).append([commitOf('a', 301)]);
    throw new Error('torn');
  });
  expect(read).toBe(301);
});

test('the log lies beside the database, and not beside a link to it', async () => {
  const path = await filledStore();
  const link = join(temporaryFolder(), 'link.db');
  symlinkSync(path, link);
  expect(await readAtOnce(link, commitsBy)).toBe(300);
  expect(readdirSync(dirname(link))).toEqual(['link.db']);
  const journal = await openAt(path);
  await journal.append([commitOf('a', 301)]);
  expect(await readAtOnce(link, commitsBy)).toBe(301);
});
