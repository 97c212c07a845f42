/** The key of a commit, `<list>:<rev>`: no two (list, revision) share one, whatever the id of the list contains. */

const REVISION = /:([1-9]\d*)$/;

/** The key of a revision (1 or more). Throws on what no revision is: a key must never be made from a wrong number. */
export function commitKey(list: string, rev: number): string {
  if (!Number.isSafeInteger(rev) || rev < 1) throw new RangeError(`not a revision: ${rev}`);
  return `${list}:${rev}`;
}

/** The key that has to be present before this one may be stored; null for a first revision. */
export function predecessorOf(key: string): string | null {
  const digits = REVISION.exec(key)?.[1];
  if (digits === undefined) throw new RangeError('not the key of a commit');
  return digits === '1' ? null : `${key.slice(0, -digits.length)}${Number(digits) - 1}`;
}
