/** What a commit did to one todo, as its history tells it. Pure. */
import type { HistoryEntry } from './answers.ts';
import type { TodoCommit } from './changes.ts';

/** The changes of one todo in a commit, in their order, each with who made it and what it took back. */
export function historyEntries({ rev, at, requests }: TodoCommit, id: string): HistoryEntry[] {
  return requests.flatMap(({ op, by, changes, undoes, redoes }) => {
    const about = {
      ...(undoes === undefined ? {} : { undoes: undoes.rev }),
      ...(redoes === undefined ? {} : { redoes: redoes.rev }),
    };
    return changes.flatMap((change) => (change.id === id ? [{ rev, at, by, op, change, ...about }] : []));
  });
}
