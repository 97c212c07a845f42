/** The fields by which changes are chosen and printed: `log --fields`, and the columns of its lines. */
import { failure, type KnownCommit, type Outcome, success, toldChanges } from '@tock/shared';

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
