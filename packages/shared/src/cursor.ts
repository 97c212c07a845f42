/** Where a reader of a list stands, as one word: `EPOCH:REV` or `EPOCH:REV:H`. */
import { failure, type Outcome, success } from './outcome.ts';
import type { Cursor } from './requests.ts';

/** The word for a cursor. */
export function cursorText({ epoch, rev, h }: Cursor): string {
  return h === undefined ? `${epoch}:${rev}` : `${epoch}:${rev}:${h}`;
}

/** Reads such a word; `hint` says where the reader finds one. */
export function parseCursor(text: string, hint: string): Outcome<Cursor> {
  const [, epoch, rev, h] = /^([^:]{1,64}):(\d{1,15})(?::([\w-]{0,64}))?$/.exec(text) ?? [];
  if (epoch === undefined) return failure('invalid', `"${text}" is not EPOCH:REV or EPOCH:REV:H`, hint);
  return success({ epoch, rev: Number(rev), ...(h === undefined ? {} : { h }) });
}
