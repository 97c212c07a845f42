/** What a server says, answer by answer and fact by fact: the schemas that clients parse with, and the types inferred from them. */
import * as z from 'zod/mini';
import { todoChangeSchema } from './changes.ts';
import { codes } from './outcome.ts';
import { packedTodoSchema, revisionSchema } from './todo.ts';
import { todoRecordSchema } from './todoRecord.ts';

/*
 * These objects are not strict: a newer server may say more than a client knows, which then passes over it.
 */
const text = z.string();
const count = z.number().check(z.int(), z.gte(0));

/** How much of a store's word survives: `fsync` a power cut, `memory` nothing beyond the process. */
const durabilitySchema = z.enum(['fsync', 'memory']);
export type Durability = z.infer<typeof durabilitySchema>;

/** Why something was not done. */
export const problemSchema = z.object({ code: z.enum(codes), message: text, hint: z.exactOptional(text) });

/** A list as its members see it. */
export const listInfoSchema = z.object({
  id: text,
  name: text,
  owner: text,
  /** The name that is unambiguous for this reader: `name`, or `owner/name`. */
  title: text,
  /** It takes no more changes. */
  archived: z.exactOptional(z.literal(true)),
});
export type ListInfo = z.infer<typeof listInfoSchema>;

/** A request that was taken back, or brought about again. */
const undoneSchema = z.object({
  /** The revision that holds it. */
  rev: revisionSchema,
  /** The kinds of change that taking it back, or bringing it about again, made: each once. */
  types: z.array(text),
});

/** What the server answers to a write that is durable. */
export const receiptSchema = z.object({
  op: text,
  /** Id and name of the list. */
  list: text,
  listName: text,
  epoch: text,
  /** The revision that holds the change; with `changed: false`, the revision at which it already was so. */
  rev: revisionSchema,
  changed: z.boolean(),
  durability: durabilitySchema,
  todos: z.array(z.object({ id: text, n: count, title: text })),
  /** Of a move between lists: where the todos came from, and the revision at which they left. `list` has them now. */
  from: z.exactOptional(z.object({ list: text, listName: text, rev: revisionSchema })),
  /** Of an undo or redo: what was taken back or brought about again, by the kinds of its changes. */
  undone: z.exactOptional(undoneSchema),
  redone: z.exactOptional(undoneSchema),
  /** Of a webhook: which one. `secret` signs what it sends; only the receipt of its creation has it. */
  webhook: z.exactOptional(z.object({ id: text, url: text, secret: z.exactOptional(text) })),
});
export type Receipt = z.infer<typeof receiptSchema>;

/** The answer to `list:open`: where the list stands. Its pages follow as `list:paged`, until one says `last`. */
export const openedSchema = z.object({
  list: listInfoSchema,
  epoch: text,
  rev: revisionSchema,
  h: text,
  /** `todos`: the whole list at `rev`. `commits`: those after the cursor, up to `rev`. */
  content: z.enum(['todos', 'commits']),
  /** How many todos were ever added at `rev`, and the greatest position: what pages cannot tell. */
  count,
  lastPosition: z.nullable(text),
  /** The first revision whose commit is kept: `todos` in place of `commits` where the cursor was older. 1: all are. */
  keptFrom: count,
});
export type Opened = z.infer<typeof openedSchema>;

/** One page of an opening list, encoded once for everyone who opens it. */
export const pageSchema = z.object({
  list: text,
  rev: revisionSchema,
  /** 0, 1, 2 … and whether it is the last; there is always one. */
  index: count,
  last: z.boolean(),
  /** JSON of `PackedTodo[]` or `StoredCommit[]`, by the `content` of the answer. */
  items: text,
});
export type Page = z.infer<typeof pageSchema>;

/** A commit as stored and emitted. */
export const storedCommitSchema = z.object({
  list: text,
  rev: revisionSchema,
  /** The chain value after this commit. */
  h: text,
  /** JSON of a `Commit`: the bytes that were stored and hashed. */
  body: text,
});
export type StoredCommit = z.infer<typeof storedCommitSchema>;

/** Where a list stands, as a heartbeat says it. */
export const headSchema = z.object({ list: text, rev: revisionSchema, h: text });
export type Head = z.infer<typeof headSchema>;

/** One change in the history of a todo. */
export const historyEntrySchema = z.object({
  rev: revisionSchema,
  at: text,
  by: text,
  op: text,
  change: todoChangeSchema,
  /** The revision that it took back, or brought about again. */
  undoes: z.exactOptional(revisionSchema),
  redoes: z.exactOptional(revisionSchema),
});
export type HistoryEntry = z.infer<typeof historyEntrySchema>;

/** The answer to `todo:read`. */
export const todoReadSchema = z.object({
  list: listInfoSchema,
  epoch: text,
  todo: packedTodoSchema,
  /** Oldest first. */
  history: z.array(historyEntrySchema),
  /** Whether it begins later than the todo: what came before is not kept any more. */
  thinned: z.boolean(),
  /** Whether it begins later than the todo because one answer does not hold more: `list:log` has it. */
  long: z.exactOptional(z.literal(true)),
});
export type TodoRead = z.infer<typeof todoReadSchema>;

/** The answer to `todos:read`. */
export const todosReadSchema = z.object({
  list: listInfoSchema,
  epoch: text,
  /** Where the list stood when they were read. */
  rev: revisionSchema,
  h: text,
  todos: z.array(todoRecordSchema),
  /** The `after` of the next page, or null when there is none. A page may be shorter than was asked for. */
  next: z.nullable(text),
});
export type TodosRead = z.infer<typeof todosReadSchema>;

/** The answer to `list:log`. */
export const loggedSchema = z.object({
  list: listInfoSchema,
  epoch: text,
  /** Where the list stands. */
  rev: revisionSchema,
  /** Newest first. */
  commits: z.array(storedCommitSchema),
  /** The `before` of the next page, or null when there is none. */
  next: z.nullable(revisionSchema),
  /** The first revision whose commit is kept. 1: all are. */
  keptFrom: count,
});
export type Logged = z.infer<typeof loggedSchema>;

/** A webhook, and how it stands. */
const webhookInfoSchema = z.object({
  id: text,
  url: text,
  description: z.nullable(text),
  /** Who made it, and when. */
  by: text,
  at: text,
  /** `failing`: the last try failed, and there will be another. `stopped`: there will be none until it is resumed. */
  state: z.enum(['active', 'failing', 'stopped']),
  /** Everything up to this revision was delivered, or passed over and said so; and how many commits wait. */
  rev: revisionSchema,
  behind: count,
  /** Of `failing`: since when, how many tries, how the last one ended, and when the next one is (null: now). */
  failing: z.nullable(z.object({ since: text, tries: count, message: text, next: z.nullable(text) })),
  /** Of `stopped`: since when, and why. */
  stopped: z.nullable(z.object({ at: text, reason: text, message: text })),
});
export type WebhookInfo = z.infer<typeof webhookInfoSchema>;

/** The answer to `webhooks:read`, the oldest first. */
export const webhooksReadSchema = z.object({ list: listInfoSchema, webhooks: z.array(webhookInfoSchema) });
export type WebhooksRead = z.infer<typeof webhooksReadSchema>;

/** Who follows a list right now: the answer to `list:presence`, and told when it changes. */
export const presenceSchema = z.object({
  /** The id of the list. */
  list: text,
  /** By person, then by device, which is named as its owner named it. */
  people: z.array(z.object({ person: text, device: text, connections: count })),
  /** How many more devices there are. */
  more: count,
});
export type Presence = z.infer<typeof presenceSchema>;

/** What a connection learns first. */
export const welcomeSchema = z.object({
  version: text,
  protocol: count,
  epoch: text,
  durability: durabilitySchema,
  person: text,
  device: text,
});
export type Welcome = z.infer<typeof welcomeSchema>;
