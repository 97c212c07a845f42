/** Changes and commits: what happened to a list, in the past tense, as it is stored, emitted and read again. */
import * as z from 'zod/mini';
import { OPERATION } from './identifiers.ts';
import { identifierSchema, instantSchema, personSchema, revisionSchema, storedFieldsSchema } from './todo.ts';

const id = identifierSchema;

/** A todo was added. Its number is not here: `applyCommit` counts. */
const todoAdded = z.strictObject({
  type: z.literal('todo_added'),
  id,
  position: z.string().check(z.minLength(1), z.maxLength(256)),
  ...storedFieldsSchema.shape,
  title: z.string(),
  done: z.exactOptional(z.literal(true)),
});
/** The title as it stands after the change: a commit can be read without the list, and its receipt made again. */
const title = z.string();
/** What every change of a todo that is there already begins with. */
const touched = {
  id,
  title,
  /** The revision that touched the todo before: what the change was made on (R7), and the way back through its history. */
  seen: z.exactOptional(revisionSchema),
};
/** When and by whom. */
const stamp = z.strictObject({ at: instantSchema, by: personSchema });
/** Fields of a todo were set; `was` has what each was before. */
const todoEdited = z.strictObject({
  type: z.literal('todo_edited'),
  ...touched,
  set: storedFieldsSchema,
  was: storedFieldsSchema,
});
/** A todo is done: now, or since `as`, which an undo brings back. */
const todoCompleted = z.strictObject({ type: z.literal('todo_completed'), ...touched, as: z.exactOptional(stamp) });
/** A todo is open again; `was` says since when and by whom it was done. */
const todoReopened = z.strictObject({ type: z.literal('todo_reopened'), ...touched, was: stamp });
/** A todo was removed: now, or since `as`, which an undo brings back. */
const todoRemoved = z.strictObject({ type: z.literal('todo_removed'), ...touched, as: z.exactOptional(stamp) });
const todoRestored = z.strictObject({ type: z.literal('todo_restored'), ...touched, was: stamp });
/** A todo has another place in the order of its list. */
const todoMoved = z.strictObject({
  type: z.literal('todo_moved'),
  ...touched,
  position: z.string().check(z.minLength(1), z.maxLength(256)),
  was: z.string(),
});
/** A todo went to another list, where the same append has `todo_received`; here it counts as removed. */
const todoSent = z.strictObject({ type: z.literal('todo_sent'), ...touched, to: z.string() });
/** A todo came from another list, as it stood there, with its id; one that was here before has its number again. */
const todoReceived = z.strictObject({
  type: z.literal('todo_received'),
  ...touched,
  from: z.string(),
  position: z.string().check(z.minLength(1), z.maxLength(256)),
  ...storedFieldsSchema.shape,
  title: z.string(),
  created: stamp,
  done: z.exactOptional(stamp),
});

/** What can happen to a list of todos. A closed union: a new kind does not compile until everything that reads changes knows it. */
export const todoChangeSchema = z.discriminatedUnion('type', [
  todoAdded,
  todoEdited,
  todoCompleted,
  todoReopened,
  todoRemoved,
  todoRestored,
  todoMoved,
  todoSent,
  todoReceived,
]);
export type TodoChange = z.infer<typeof todoChangeSchema>;

const personAdded = z.strictObject({ type: z.literal('person_added'), person: personSchema });
/** A device may sign in from now on. Only the hash of its token is ever stored. */
const deviceAdded = z.strictObject({
  type: z.literal('device_added'),
  id,
  person: personSchema,
  name: z.string(),
  tokenHash: z.string(),
});
const listCreated = z.strictObject({ type: z.literal('list_created'), id, name: z.string(), owner: personSchema });
const listRenamed = z.strictObject({ type: z.literal('list_renamed'), id, name: z.string(), was: z.string() });

/** A list takes no more changes, and is out of the way; everything in it stays, and so does its name. */
const listArchived = z.strictObject({ type: z.literal('list_archived'), id, name: z.string() });
const listUnarchived = z.strictObject({ type: z.literal('list_unarchived'), id, name: z.string() });

/** What every change of a webhook begins with. */
const ofWebhook = { id, list: z.string(), url: z.string() };
/** Commits of a list are sent to an address from now on: those after `since`. Its secret is nowhere in here. */
const webhookCreated = z.strictObject({
  type: z.literal('webhook_created'),
  ...ofWebhook,
  description: z.exactOptional(z.string()),
  /** A hash of the key that its secret is made from. */
  key: z.string(),
  since: z.strictObject({ epoch: z.string(), rev: revisionSchema, h: z.string() }),
});
const webhookRemoved = z.strictObject({ type: z.literal('webhook_removed'), ...ofWebhook });
/** The server gave a webhook up: its target is gone, failed for too long, or its maker may not see the list any more. */
const webhookStopped = z.strictObject({
  type: z.literal('webhook_stopped'),
  ...ofWebhook,
  reason: z.enum(['gone', 'failing', 'not_allowed']),
  /** The last failure, in words. */
  message: z.string(),
});
const webhookResumed = z.strictObject({ type: z.literal('webhook_resumed'), ...ofWebhook });

/** What can happen to the directory, the reserved list of people, devices and lists. */
export const directoryChangeSchema = z.discriminatedUnion('type', [
  personAdded,
  deviceAdded,
  listCreated,
  listRenamed,
  listArchived,
  listUnarchived,
  webhookCreated,
  webhookRemoved,
  webhookStopped,
  webhookResumed,
]);
export type DirectoryChange = z.infer<typeof directoryChangeSchema>;

export type Change = TodoChange | DirectoryChange;

/** A request of the same person in the same list, by its op and the revision that holds it. */
const requestReference = z.strictObject({ op: z.string().check(z.regex(OPERATION)), rev: revisionSchema });
export type RequestReference = z.infer<typeof requestReference>;

function requestOf<T extends z.core.$ZodType>(change: T) {
  return z.strictObject({
    /** Made by the client before its first try; belongs to `by` and this list. */
    op: z.string().check(z.regex(OPERATION)),
    by: personSchema,
    /** What the op was first used for, so that other content under the same op is refused (R7). */
    fingerprint: z.string(),
    changes: z.array(change),
    /** Todos that the request named and that were already as it asked: its receipt names them too. */
    unchanged: z.exactOptional(z.array(z.strictObject({ id, title }))),
    /** The request that this one takes back … */
    undoes: z.exactOptional(requestReference),
    /** … or brings about again, after it was taken back. */
    redoes: z.exactOptional(requestReference),
    /** The commit of another list that was appended with this one, all or none: the other half of a move. */
    with: z.exactOptional(z.strictObject({ list: z.string(), rev: revisionSchema })),
  });
}

function commitOf<T extends z.core.$ZodType>(change: T) {
  return z.strictObject({
    list: z.string(),
    rev: revisionSchema,
    /** Random: tells our commit from another server's at the same revision (R10). */
    id,
    /** For display only: the store's order decides, never a clock (R11). */
    at: instantSchema,
    requests: z.array(requestOf(change)),
  });
}

/** The changes of a list that became durable together: the body that is stored, hashed and emitted as one text. */
export const todoCommitSchema = commitOf(todoChangeSchema);
export type TodoCommit = z.infer<typeof todoCommitSchema>;
export const directoryCommitSchema = commitOf(directoryChangeSchema);
export type DirectoryCommit = z.infer<typeof directoryCommitSchema>;

/** One request as a commit keeps it. */
export interface CommittedRequest<C> {
  op: string;
  by: string;
  fingerprint: string;
  changes: C[];
  unchanged?: { id: string; title: string }[];
  undoes?: RequestReference;
  redoes?: RequestReference;
  with?: { list: string; rev: number };
}

/** A commit of either kind. */
export interface Commit<C> {
  list: string;
  rev: number;
  id: string;
  at: string;
  requests: CommittedRequest<C>[];
}

/** The reserved list that holds people, devices and lists. */
export const DIRECTORY = 'directory';
