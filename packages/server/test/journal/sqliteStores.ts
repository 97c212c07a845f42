/** Stores of SQLite, for the tests of their files. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { onTestFinished } from 'vitest';
import type { Journal } from '../../src/journal/journal.ts';
import { openJournal } from '../../src/journal/keyvJournal.ts';
import { openSqlite } from '../../src/journal/sqlite.ts';
import { commitOf } from './commits.ts';
import { temporaryFolder } from './fixtures.ts';

/** Opens the journal at a path until the end of the test. */
export async function openAt(path: string, worker?: URL): Promise<Journal> {
  const journal = await openJournal(await openSqlite(path, { worker }));
  onTestFinished(() => journal.close());
  return journal;
}

/** Changes the closed store at a path from outside. */
export function change(path: string, statement: string): void {
  const database = new DatabaseSync(path);
  database.exec(statement);
  database.close();
}

/** A closed store with 300 commits of list a, the bodies a kilobyte each. */
export async function filledStore(): Promise<string> {
  const path = join(temporaryFolder(), 'tock.db');
  const journal = await openAt(path);
  const bodyOf = (rev: number) => `{"rev":${rev},"text":"${'x'.repeat(1_000)}"}`;
  await journal.append(Array.from({ length: 300 }, (_, index) => commitOf('a', index + 1, bodyOf(index + 1))));
  await journal.close();
  return path;
}
