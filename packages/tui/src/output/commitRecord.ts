/** A commit as programs read it: what `watch` and `log` print. */
import { failure, type Outcome, success, type TodoChange, type TodoCommit } from '@tock/shared';

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
export function commitJson(known: KnownCommit): Record<string, unknown> {
  const { epoch, h, commit } = known;
  const { list, rev, at } = commit;
  return { list, epoch, rev, h, at, changes: toldChanges(known) };
}

/** What a change can be printed by. Some come for good, none ever goes. */
const changeKeys = ['rev', 'at', 'by', 'op', 'type', 'id', 'title', 'n', 'list', 'undoes', 'redoes'] as const;
export type ChangeKey = (typeof changeKeys)[number];

/** The columns of a line of `log`. They never change. */
export const logColumns: readonly ChangeKey[] = ['rev', 'at', 'by', 'op', 'type', 'id', 'title'];

/** The changes of a commit, of these keys alone; null where one is not known. */
export function changeRecords(
  known: KnownCommit,
  keys: readonly ChangeKey[],
): Record<string, string | number | null>[] {
  const { list, rev, at } = known.commit;
  return toldChanges(known).map(({ by, op, type, id, title, n, undoes = null, redoes = null }) => {
    const record = { rev, at, by, op, type, id, title, n, list, undoes, redoes };
    return Object.fromEntries(keys.map((key) => [key, record[key]]));
  });
}

/** Reads `--fields rev,title`; null when nothing was chosen. */
export function readChangeFields(text: string | undefined): Outcome<ChangeKey[] | null> {
  if (text === undefined) return success(null);
  const chosen: ChangeKey[] = [];
  for (const name of text.split(',')) {
    const key = changeKeys.find((known) => known === name.trim());
    if (key === undefined)
      return failure('invalid', `"${name.trim()}" is not a field`, `the fields: ${changeKeys.join(' ')}`);
    chosen.push(key);
  }
  return success(chosen);
}
