/** A store on its way from one format to the next, against kill -9 and a full disk. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FORMAT } from '../../src/journal/format.ts';
import { openSqlite } from '../../src/journal/sqlite.ts';
import { temporaryFolder } from './fixtures.ts';
import { contentOf } from './formats/content.ts';
import { formats, lookAt, storeOf, textOf } from './formats/kept.ts';
import { start } from './processes.ts';
import { change, openAt } from './sqliteStores.ts';

const earlier = formats.slice(0, -1);

/** What each format leaves in a file, of all that a migration may leave behind. */
async function looksOf(format: number): Promise<Map<unknown, unknown>> {
  const path = storeOf(format);
  const before = lookAt(path);
  await (await openAt(path)).close();
  const after = lookAt(path);
  return new Map([before, after].map((look) => [look.format, look.schema]));
}

/** Opens the store in a process that is killed at point 1, 2, 3 … until none is left, and looks at each store that is found then. */
async function killAtEach(format: number): Promise<number[]> {
  const looks = await looksOf(format);
  const found: number[] = [];
  for (let point = 1; ; point += 1) {
    const path = storeOf(format);
    const program = start('./killedOpener.ts', path, ['env', `TOCK_KILL_AT=${point}`]);
    await program.ended;
    const { format: left, schema } = lookAt(path);
    found.push(Number(left));
    // Whole in the one format or in the other, and the next start needs nobody's help.
    expect(schema).toEqual(looks.get(left));
    const journal = await openAt(path);
    expect(await contentOf(journal)).toBe(textOf(format));
    await journal.close();
    if (program.lines.includes('opened')) return found;
    expect(program.stderr.join('')).toBe('');
  }
}

test.each(earlier)(
  'format %i: killed at any statement, it is completed by the next start',
  { timeout: 90_000 },
  async (format) => {
    const found = await killAtEach(format);
    // Before and after each of BEGIN, a step, the identity and COMMIT, and of what comes before.
    expect(found.length).toBeGreaterThan(8);
    expect(new Set(found)).toEqual(new Set([format, FORMAT]));
  },
);

test.each(earlier)('format %i: without room it is as it was, and says so', async (format) => {
  const path = storeOf(format);
  // No page is free inside of the file.
  change(path, 'VACUUM');
  const before = lookAt(path);
  await expect(openSqlite(path, { worker: new URL('./fullWorker.ts', import.meta.url) })).rejects.toMatchObject({
    name: 'StoreUnusable',
    message: `there is no room to bring the store from format ${format} to ${FORMAT}`,
    hint: 'free some space, then start again; the store is as it was',
  });
  expect(lookAt(path)).toEqual(before);
  expect(await contentOf(await openAt(path))).toBe(textOf(format));
});

test('a new store is killed at any statement, and the next start makes it', { timeout: 90_000 }, async () => {
  for (let point = 1; ; point += 1) {
    const path = join(temporaryFolder(), 'tock.db');
    const program = start('./killedOpener.ts', path, ['env', `TOCK_KILL_AT=${point}`]);
    await program.ended;
    const journal = await openAt(path);
    expect(await journal.writeCursor('one', '1')).toBe('stored');
    await journal.close();
    if (program.lines.includes('opened')) break;
    expect(program.stderr.join('')).toBe('');
  }
});
