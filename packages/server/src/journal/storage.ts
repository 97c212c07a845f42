/** What a backend gives the journal: tables of texts and what their word is worth. */
import type { Durability } from '@tock/shared';
import { predecessorOf } from './commitKey.ts';
import type { StoreSize } from './journal.ts';

/** One text under its key. */
export interface Entry {
  key: string;
  value: string;
}

/** Which writes a table takes. A `setMany` that breaks its rule for one entry stores none of them and answers false for all. */
export type Rule =
  /** Only where the key is absent and the key of the revision before is present (R3); but what is `LET_GO` only in the place of what is there. */
  | 'after-predecessor'
  /** Only where the key is absent. */
  | 'if-absent'
  /** Always, in place of what was there. */
  | 'replace';

/** The tables of a store in today's format, and the rule of each. Another table is another format; see `migrations.ts`. */
export const tableRules = {
  commits: 'after-predecessor',
  snapshots: 'replace',
  meta: 'if-absent',
  cursors: 'replace',
} as const satisfies Record<string, Rule>;
export type TableName = keyof typeof tableRules;

/**
 * How the text of a commit begins that was let go: only its chain value follows. Its key stays taken, so that a server which
 * slept through that cannot use the revision again (R3); and a reader that stood there can still be told whether it saw
 * the same history (R4). No chain value contains this.
 */
export const LET_GO = '*';

/** Whether a table takes an entry, by its rule; `stored` tells what is under a key. Each backend says the same in its own words. */
export function mayStore(rule: Rule, { key, value }: Entry, stored: (key: string) => string | undefined): boolean {
  if (rule === 'replace') return true;
  if (rule === 'if-absent') return stored(key) === undefined;
  if (value.startsWith(LET_GO)) return stored(key) !== undefined;
  if (stored(key) !== undefined) return false;
  const predecessor = predecessorOf(key);
  return predecessor === null || stored(predecessor) !== undefined;
}

/** One table, in the shape of a Keyv 6 storage adapter: the calls of one `setMany` or `deleteMany` are one atomic step. */
export interface Table {
  /** Tells Keyv to use the table as it is; anything else it would wrap, and the wrapper breaks batches up. */
  readonly capabilities: { readonly expires: true };
  getMany(keys: string[]): Promise<(string | undefined)[]>;
  /** Stores all entries or none; all true or all false. Rejects with `StoreFull` when there is no room. */
  setMany(entries: Entry[]): Promise<boolean[]>;
  /** True for each key: it is gone, whether or not it was there. */
  deleteMany(keys: string[]): Promise<boolean[]>;
}

/** An open backend. Each table is an object of its own: Keyv mixes the data of namespaces that share an adapter. */
export interface JournalStorage extends Readonly<Record<TableName, Table>> {
  readonly durability: Durability;
  /** Resolves when the store breaks by itself, between two calls. Where it is missing, the next call tells. */
  readonly broken?: Promise<Error>;
  /** How much room it takes. Where it is missing, it lies in no files of ours. */
  size?(): Promise<StoreSize>;
  /** Finishes what is being written and lets go of the store. Idempotent. */
  close(): Promise<void>;
}

/** There is no room: certainly nothing of the call was stored, and later calls may succeed. */
export class StoreFull extends Error {
  override name = 'StoreFull';
  constructor(options?: ErrorOptions) {
    super('there is no room left where the store is kept', options);
  }
}
