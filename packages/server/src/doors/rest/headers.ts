/** What REST reads from headers and says in them: the op, the revision that was seen, and where something stands. */
import { cursorText, failure, OPERATION, type Outcome, parseCursor, randomIdentifier, success } from '@tock/shared';

/** The tag of what stands at a revision; of another history it is another one. `also`: what it shows beside, in a word. */
export function entityTag(epoch: string, rev: number, also?: string): string {
  return `"${cursorText({ epoch, rev, ...(also === undefined ? {} : { h: also }) })}"`;
}

/** The op of a write: `Idempotency-Key`, bare or quoted as the draft has it; without one, the server makes it. */
export function readOperation(header: string | undefined): Outcome<string> {
  if (header === undefined) return success(randomIdentifier());
  const op = /^"(.*)"$/.exec(header)?.[1] ?? header;
  return OPERATION.test(op)
    ? success(op)
    : failure('invalid', 'an Idempotency-Key is 1 to 128 of A-Z a-z 0-9 . _ : -', 'take another key for each request');
}

/** The revision that `If-Match` names, or null for none: a tag that was answered, a bare `"REV"`, or `*` for any. */
export function readIfMatch(header: string | undefined, epoch: string): Outcome<number | null> {
  if (header === undefined || header.trim() === '*') return success(null);
  const text = /^"([^"]*)"$/.exec(header.trim())?.[1] ?? '';
  if (/^\d{1,15}$/.test(text)) return success(Number(text));
  const cursor = parseCursor(text, 'If-Match takes one ETag as it was answered, or "REV"');
  if (!cursor.ok) return cursor;
  if (cursor.value.epoch !== epoch)
    return failure(
      'server_behind',
      'the server has another history than the one this ETag is of: it was restored or replaced',
      'read it again, then decide',
    );
  return success(cursor.value.rev);
}

/** Whether `If-None-Match` names a tag; `*` names any. */
export function namesTag(header: string | undefined, tag: string): boolean {
  return (header ?? '')
    .split(',')
    .map((each) => each.trim().replace(/^W\//, ''))
    .some((each) => each === tag || each === '*');
}
