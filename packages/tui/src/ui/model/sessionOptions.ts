/** What a session of a list is made of, and what it leaves to the next. */
import type { Connection } from '../../client/client.ts';

/** How a list is looked at: what a session begins with, and leaves to the next. */
export interface Resume {
  readonly filter: string;
  readonly showDone: boolean;
  /** The id of the todo to come back to. */
  readonly cursor: string | null;
}

/** A list seen for the first time. */
export const FRESH: Resume = { filter: '', showDone: false, cursor: null };

/** What a session is made of. */
export interface SessionOptions {
  readonly connection: Connection;
  readonly list: string;
  readonly now: () => Date;
  readonly motion: boolean;
  readonly resume: Resume;
  /** Whether an op was sent from this screen. */
  readonly owns: (op: string) => boolean;
  /** Something is to be drawn anew, not later than the next frame. */
  readonly changed: () => void;
}
