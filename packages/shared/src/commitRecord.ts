/** A commit as programs read it: what `watch` and `log` print, what REST answers, what events and webhooks bring. */
import type { TodoChange, TodoCommit } from './changes.ts';

/** A commit, with what its body does not say. */
export interface KnownCommit {
  epoch: string;
  /** The chain value after it. */
  h: string;
  commit: TodoCommit;
  /** The number of a todo, or null where it is not known. */
  numberOf(id: string): number | null;
}

/** A change as its commit tells it, by whom and in which request. */
export type ToldChange = TodoChange & {
  by: string;
  op: string;
  n: number | null;
  /** The revision of the request that was taken back by this one … */
  undoes?: number;
  /** … or was brought about again. */
  redoes?: number;
};

/** The JSON of a commit. */
export interface CommitRecord {
  list: string;
  epoch: string;
  rev: number;
  h: string;
  at: string;
  changes: ToldChange[];
}

/** The changes of a commit, in their order. */
export function toldChanges({ commit, numberOf }: Pick<KnownCommit, 'commit' | 'numberOf'>): ToldChange[] {
  return commit.requests.flatMap(({ by, op, undoes, redoes, changes }) =>
    changes.map((change) => ({
      ...change,
      by,
      op,
      n: numberOf(change.id),
      ...(undoes === undefined ? {} : { undoes: undoes.rev }),
      ...(redoes === undefined ? {} : { redoes: redoes.rev }),
    })),
  );
}

/** The JSON of a commit. */
export function commitRecord(known: KnownCommit): CommitRecord {
  const { epoch, h, commit } = known;
  const { list, rev, at } = commit;
  return { list, epoch, rev, h, at, changes: toldChanges(known) };
}
