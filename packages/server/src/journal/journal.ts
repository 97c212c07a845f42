/** The port to what is durable: commits by (list, revision), snapshots, cursors, and the identity of the store. */
import type { Durability, StoredCommit } from '@tock/shared';

/** The identity of a store's history. */
export interface StoreIdentity {
  /** Renewed by a restore: the same revisions under another epoch are another history. */
  epoch: string;
  /** The version of the format that the store is written in. */
  format: number;
  createdAt: string;
}

/** A list as it stands at one revision, in chunks of text that the ledger makes and reads. */
export interface Snapshot {
  rev: number;
  h: string;
  chunks: string[];
  /** The first revision whose commit is kept beside this snapshot, at most its own; 1 where it is not said. */
  keptFrom?: number;
}

/** How much room a store takes, and how much is left where it lies, in bytes. */
export interface StoreSize {
  database: number;
  log: number;
  free: number;
}

/** What an append may be answered with; everything else is a fault and throws. */
export type Appended =
  /** Every commit is as durable as `durability` says. */
  | 'stored'
  /** Nothing was stored: a revision was taken already, or its predecessor is missing. */
  | 'conflict'
  /** Nothing was stored: there is no room. Later appends may succeed. */
  | 'full';

/** The durable, ordered commits of every list. */
export interface Journal {
  readonly durability: Durability;
  readonly identity: StoreIdentity;
  /** Resolves when the store broke, whether or not anybody asked it something: nothing may be answered any more (R10). */
  readonly broken: Promise<Error>;
  /**
   * Makes commits durable, all or none: each only where its (list, rev) is absent and rev − 1 is present. Appends that
   * wait while one is being written share the next transaction, each still on its own all-or-none. Rejects when the
   * outcome is not known (`JournalFault`): the caller reads (list, rev) or stops.
   */
  append(commits: StoredCommit[]): Promise<Appended>;
  /**
   * The commits of a list after a revision, ascending and dense, at most `limit` and about `maximumBytes` (at least one).
   * Empty at the head. Rejects when the store cannot be read: never "empty" by mistake (R10).
   */
  read(list: string, after: number, page: { limit: number; maximumBytes: number }): Promise<StoredCommit[]>;
  /** The newest snapshot of a list, or null. */
  readSnapshot(list: string): Promise<Snapshot | null>;
  /** Keeps a snapshot in place of the one before; a crash leaves the one before, and so does a store without room. */
  writeSnapshot(list: string, snapshot: Snapshot): Promise<'stored' | 'full'>;
  /** The chain value at a revision (1 or more), also of a commit that was let go; null when the list has no such revision. */
  chainAt(list: string, rev: number): Promise<string | null>;
  /**
   * Lets go of the commits before a revision, but for their chain values, which the snapshot's `keptFrom` gave up before: a
   * crash leaves some of them behind, and the next time they go too.
   */
  discard(list: string, before: number): Promise<void>;
  /** How far something outside was told of a list, as was kept under a name; null when nothing is. */
  readCursor(name: string): Promise<string | null>;
  /** Keeps a cursor in place of the one before; a store without room leaves the one before. */
  writeCursor(name: string, text: string): Promise<'stored' | 'full'>;
  /** Keeps nothing more under a name, whether or not something was; a store without room leaves it. */
  forgetCursor(name: string): Promise<'stored' | 'full'>;
  /** Proves that the store answers. */
  ping(): Promise<void>;
  /**
   * Proves by a write that commits can be stored now: one small text, always in the same place. After an append that found
   * no room it is as large as most commits, for a small text may fit where none of them does. Rejects when nobody knows.
   */
  probe(): Promise<'stored' | 'full'>;
  /** How much room the store takes; null where it lies in no files of ours. */
  size(): Promise<StoreSize | null>;
  /** Finishes what is being written and closes the store. Idempotent. */
  close(): Promise<void>;
}

/** The store failed in a way that leaves an outcome unknown or the store unusable. */
export class JournalFault extends Error {
  override name = 'JournalFault';
}

/** The store cannot be opened: `message` and `hint` are for the person who runs the server. */
export class StoreUnusable extends Error {
  override name = 'StoreUnusable';
  readonly hint: string;
  constructor(message: string, hint: string, options?: ErrorOptions) {
    super(message, options);
    this.hint = hint;
  }
}
