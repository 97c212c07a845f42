/** The stores that each format made, for the tests: copies of them, and what they must show. */
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { FORMAT } from '../../../src/journal/format.ts';
import { temporaryFolder } from '../fixtures.ts';

export const formats = Array.from({ length: FORMAT }, (_, index) => index + 1);
export const kept = (name: string) => new URL(`./${name}`, import.meta.url);
/** What a store of that format shows. */
export const textOf = (format: number) => readFileSync(kept(`${format}.txt`), 'utf8');

/** A copy of the store that a tock of that format made, by its path. */
export function storeOf(format: number): string {
  const path = join(temporaryFolder(), 'tock.db');
  copyFileSync(kept(`${format}.db`), path);
  return path;
}

/** What the file itself says: the tables and indexes that it has, and the format that it names. */
export function lookAt(path: string) {
  const database = new DatabaseSync(path, { readOnly: true });
  const schema = database.prepare('SELECT name, sql FROM sqlite_schema ORDER BY name').all();
  const { format } = database.prepare("SELECT value ->> '$.format' AS format FROM meta").get() ?? {};
  database.close();
  return { schema, format };
}
