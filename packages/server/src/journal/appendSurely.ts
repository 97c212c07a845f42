/**
 * An append whose outcome is certain (R10): after one that is not, the store is asked what it holds, and the same commits,
 * with the same ids, are appended again where it holds nothing. A store that cannot be read either is a fault.
 */
import type { StoredCommit } from '@tock/shared';
import type { Appended, Journal } from './journal.ts';

/** How often an append of unknown outcome is taken up again, and the first pause before that, in milliseconds. */
const TRIES = 5;
const PAUSE = 20;

type Held = 'ours' | 'another' | 'nothing';

/** What the store has in the place of the commits: they were stored together, or another's is in the way of one, or neither yet. */
async function held(journal: Journal, commits: readonly StoredCommit[], fault: unknown): Promise<Held> {
  for (const { list, rev, h } of commits) {
    const [stored] = await journal.read(list, rev - 1, { limit: 1, maximumBytes: 1 }).catch(() => {
      throw fault;
    });
    if (stored !== undefined) return stored.h === h ? 'ours' : 'another';
  }
  return 'nothing';
}

/** Rejects only when the outcome cannot be known: then nobody may be told anything. */
export async function appendSurely(
  journal: Journal,
  commits: readonly StoredCommit[],
  report: (error: unknown) => void,
): Promise<Appended> {
  let fault: unknown = null;
  for (let tries = 0; tries < TRIES; tries += 1) {
    try {
      const appended = await journal.append([...commits]);
      // Of an earlier try, now or later, something may be there: only the store can say.
      if (fault === null || appended === 'stored') return appended;
    } catch (error) {
      fault = error;
      report(error);
    }
    switch (await held(journal, commits, fault)) {
      case 'ours':
        return 'stored';
      case 'another':
        return 'conflict';
      case 'nothing':
        await new Promise((resolve) => setTimeout(resolve, PAUSE * 2 ** tries));
    }
  }
  throw fault;
}
