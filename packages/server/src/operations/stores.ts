/** What the operations share: which files they are about, and whether a copy is sound. */
import { realpathSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { sanitise } from '@tock/shared';
import { type StoreIdentity, StoreUnusable } from '../journal/journal.ts';
import { sqlitePathOf } from '../journal/store.ts';
import { expectFile, readStore } from '../journal/storeReader.ts';
import { type Verification, verifyStore } from '../verification/verifyStore.ts';

/** The file of the configured store. Throws `StoreUnusable` for one that is no file; `what` says what cannot be done then. */
export function storeFile({ store }: { store: string }, what: string): string {
  const path = sqlitePathOf(store);
  if (path === null) {
    throw new StoreUnusable(
      `a store in memory cannot be ${what}: it is gone with its server`,
      'name another with --store sqlite:PATH or --data-dir',
    );
  }
  return resolve(path);
}

/** Whether two paths lead to the same file. */
export function sameFile(one: string, other: string): boolean {
  const found = [one, other].map((path) => statSync(path, { throwIfNoEntry: false }) !== undefined);
  return found.every(Boolean) && realpathSync(one) === realpathSync(other);
}

/** A store that was looked at in full. */
export interface Examined extends Verification {
  identity: StoreIdentity;
}

/** Verifies the store, or the backup, at a path. Throws `StoreUnusable` when it is none. */
export async function examine(path: string, what: string): Promise<Examined> {
  expectFile(path, what);
  return readStore(path, async (reader) => ({ ...(await verifyStore(reader, null)), identity: reader.identity }));
}

/** Throws `StoreUnusable`, after a line for each problem, when there is one. */
export function expectSound({ problems }: Verification, what: string, hint: string): void {
  if (problems.length === 0) return;
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  throw new StoreUnusable(`${what} is damaged (${counted(problems.length, 'problem')})`, hint);
}

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** A line of JSON for scripts, on stdout. */
export function tellScripts(result: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

/** A line for people, on stderr. */
export function tellPeople(words: string): void {
  process.stderr.write(`${sanitise(words)}\n`);
}
