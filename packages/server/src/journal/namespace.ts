/** What the parts of the journal see of a namespace: reads that never mistake a failure for "absent", writes that never mistake one for "stored" (R10). */
import type { Entry } from './storage.ts';

/** Texts by key. Every call rejects with `StoreFull` (certainly nothing stored) or `JournalFault` when it did not succeed. */
export interface Namespace {
  /** The text under each key, in the order of the keys; undefined only where the store said that the key is absent. */
  getMany(keys: string[]): Promise<(string | undefined)[]>;
  /** Stores every entry, or none when one breaks the rule of the table; says which. */
  setMany(entries: Entry[]): Promise<boolean>;
  deleteMany(keys: string[]): Promise<void>;
}
