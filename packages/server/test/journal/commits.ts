/** Commits and snapshots to store, for the tests and for the processes that they start. */
import { chain, type StoredCommit } from '@tock/shared';
import type { Snapshot } from '../../src/journal/journal.ts';

/** A page without bounds that matter. */
export const everything = { limit: 1_000_000, maximumBytes: Number.MAX_SAFE_INTEGER };

/** A commit that differs from every other. */
export function commitOf(
  list: string,
  rev: number,
  body = `{"list":${JSON.stringify(list)},"rev":${rev}}`,
): StoredCommit {
  return { list, rev, h: chain(String(rev - 1), body), body };
}

/** A snapshot that differs from every other. */
export const snapshotOf = (rev: number, chunks: number): Snapshot => ({
  rev,
  h: `h${rev}`,
  keptFrom: 1,
  chunks: Array.from({ length: chunks }, (_, index) => `[${rev},${index},"\u2028é\\""]`),
});
