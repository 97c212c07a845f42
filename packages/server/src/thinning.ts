/** Which of a list's oldest commits are kept no longer, where it was configured so. Never silently: what is asked of them says it. */
import type { StoredCommit } from '@tock/shared';
import * as z from 'zod/mini';
import type { Journal } from './journal/journal.ts';

const PAGE = { limit: 512, maximumBytes: 1024 * 1024 };
const headSchema = z.object({ at: z.string() });
const atOf = ({ body }: StoredCommit) => headSchema.parse(JSON.parse(body)).at;

/**
 * The first revision to keep: that of the first commit that is not older than `before`, and at the latest `limit`, which is
 * always kept. Commits before `keptFrom` are gone already.
 */
export async function firstKept(
  journal: Journal,
  list: string,
  keptFrom: number,
  { before, limit }: { before: string; limit: number },
): Promise<number> {
  let first = keptFrom;
  while (first < limit) {
    const commits = await journal.read(list, first - 1, PAGE);
    if (commits.length === 0) throw new Error(`list ${list} has no revision ${first} in the store`);
    for (const commit of commits) {
      if (commit.rev >= limit || atOf(commit) >= before) return Math.min(commit.rev, limit);
      first = commit.rev + 1;
    }
  }
  return first;
}
