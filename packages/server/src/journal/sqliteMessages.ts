/** What the server's thread and the thread of the store say to each other. */
import type { TableName } from './storage.ts';

/** One call that writes: all of it is stored, or none. `values` stand beside their keys; null removes the keys. */
export interface WriteCall {
  table: TableName;
  keys: string[];
  values: string[] | null;
}

/** To the store. */
export type StoreRequest =
  /** One transaction. At most one is on its way; the calls that come meanwhile are the next. */
  | { kind: 'write'; calls: WriteCall[] }
  | { kind: 'read'; id: number; table: TableName; keys: string[] }
  | { kind: 'close' };

/** How long a transaction took in the thread, and of that its commit, which ends with the fsync. In milliseconds. */
interface Took {
  transaction: number;
  sync: number;
}

/** How the transaction of a `write` ended. */
export type WriteOutcome =
  /** Durable. For each call: whether it is in, or broke the rule of its table and left nothing. */
  | { kind: 'written'; stored: boolean[]; took: Took }
  /** Nothing of any call was stored, for there is no room. */
  | { kind: 'full' }
  /** Nobody knows what is stored. */
  | { kind: 'failed'; message: string };

/** From the store. */
export type StoreReport =
  | { kind: 'opened' }
  | { kind: 'unusable'; message: string; hint: string }
  | WriteOutcome
  /** It broke while nobody asked it anything. */
  | { kind: 'broken'; message: string }
  | { kind: 'values'; id: number; values: (string | undefined)[] }
  | { kind: 'unread'; id: number; message: string };
