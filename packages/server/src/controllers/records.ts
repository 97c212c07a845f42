/** Commits of a list as programs read them: what their bodies say, and the numbers of the todos. */
import { type CommitRecord, commitRecord, type Page, type StoredCommit } from '@tock/shared';
import type { Ledgers } from '../ledgers.ts';
import { todoRules } from '../todoRules.ts';

/** `list` is an id; who asks was let through before. A todo keeps its number, so that the list as it is now knows them all. */
export function recordsOf(
  ledgers: Ledgers,
  epoch: string,
  list: string,
  commits: readonly StoredCommit[],
): Promise<CommitRecord[]> {
  return ledgers.use(list, async ({ state }) =>
    commits.map(({ h, body }) => {
      const numberOf = (id: string) => state.get(id)?.n ?? null;
      return commitRecord({ epoch, h, commit: todoRules.parse(body), numberOf });
    }),
  );
}

/** The commits in a page that this server made. */
export function commitsIn({ items }: Page): StoredCommit[] {
  return JSON.parse(items);
}
