/** What a client may ask, event by event: the schemas that every door parses with, and the types inferred from them. */
import * as z from 'zod/mini';
import { compiledObject } from './compiledObject.ts';
import { IDENTIFIER_PREFIX, OPERATION } from './identifiers.ts';
import { limits } from './limits.ts';
import { webhookDescriptionProblem } from './text.ts';
import {
  fieldsSchema,
  instantSchema,
  judged,
  personSchema,
  prioritySchema,
  revisionSchema,
  tagsSchema,
  titleSchema,
  whenSchema,
} from './todo.ts';
import { webhookUrlProblem } from './webhook.ts';

/** A list as people name it: its id, its name (mine, else the only match) or `owner/name`. */
const listReference = z.string().check(z.minLength(1), z.maxLength(1_000));
/** A todo as people name it: its number in the list, its id, or a prefix of the id of four or more. */
const todoReference = z.string().check(z.minLength(1), z.maxLength(limits.referenceLength));
const references = z.array(todoReference).check(z.minLength(1), z.maxLength(limits.references));

/** What every write carries. */
const write = {
  /** Made by the client before its first try: a repeat gets the first receipt (R7). */
  op: z.string().check(z.regex(OPERATION, 'an op is 1 to 128 of A-Z a-z 0-9 . _ : -')),
  list: listReference,
  /** A digest of what was typed, compared when the op is repeated; without it the request itself is compared. */
  typed: z.exactOptional(z.string().check(z.maxLength(128))),
};

/** A todo that is not there yet. */
export const newTodoSchema = compiledObject({
  ...fieldsSchema.shape,
  title: titleSchema,
  done: z.exactOptional(z.literal(true)),
});
export type NewTodo = z.infer<typeof newTodoSchema>;

/** Where a reader stands: the store's epoch, a revision, and (when it has it) the chain value there. */
const cursor = z.strictObject({
  epoch: z.string().check(z.maxLength(64)),
  rev: revisionSchema,
  h: z.exactOptional(z.string().check(z.maxLength(64))),
});
export type Cursor = z.infer<typeof cursor>;

const edit = z.strictObject({
  ...write,
  todo: todoReference,
  /** Fields to set; null clears. */
  set: z.strictObject({
    title: z.exactOptional(titleSchema),
    notes: fieldsSchema.shape.notes,
    pri: z.exactOptional(z.nullable(prioritySchema)),
    due: z.exactOptional(z.nullable(whenSchema)),
    wait: z.exactOptional(z.nullable(whenSchema)),
    for: z.exactOptional(z.nullable(personSchema)),
  }),
  addTags: z.exactOptional(tagsSchema),
  removeTags: z.exactOptional(tagsSchema),
  /** Refuse with `conflict` unless this is the revision that touched the todo last. */
  ifRev: z.exactOptional(revisionSchema),
  /** The revision at which the fields were seen: `conflict` when one of them was edited since. */
  seen: z.exactOptional(revisionSchema),
});

/** Todos of a list, to be changed. */
const several = {
  ...write,
  todos: references,
  /** Refuse with `conflict` unless this is the revision that touched each of them last. */
  ifRev: z.exactOptional(revisionSchema),
};
const named = z.strictObject(several);

/** A zone by its name in the IANA database: what `today` and `tomorrow` are, is for the reader's clock to say. */
export const timeZoneSchema = z.string().check(
  z.maxLength(64),
  z.refine((name) => {
    try {
      return new Intl.DateTimeFormat('en', { timeZone: name }) !== null;
    } catch {
      return false;
    }
  }, 'a time zone is named like Europe/Berlin'),
);

/** Some todos of a list in its order, as they stand at one revision. */
const todos = z.strictObject({
  list: listReference,
  /** As `tock ls` takes it; without one, what is open. */
  filter: z.exactOptional(z.string().check(z.minLength(1), z.maxLength(4_096))),
  /** The reader's; UTC without it. */
  timeZone: z.exactOptional(timeZoneSchema),
  /** The `next` of the page before. */
  after: z.exactOptional(z.string().check(z.minLength(1), z.maxLength(300))),
  /** At most so many. */
  limit: z.number().check(z.int(), z.gte(1), z.lte(limits.pageTodos)),
});

/** To the top or the bottom of the list, or next to another todo. */
const move = z.discriminatedUnion('place', [
  z.strictObject({ ...several, place: z.enum(['top', 'bottom']) }),
  z.strictObject({ ...several, place: z.enum(['before', 'after']), of: todoReference }),
]);

/** The newest commits of a list first. */
const log = z.strictObject({
  list: listReference,
  /** Only commits before this revision: the way to the next page. */
  before: z.exactOptional(revisionSchema),
  /** Only commits after this revision … */
  after: z.exactOptional(revisionSchema),
  /** … or back to the first one that is older than this instant. */
  since: z.exactOptional(instantSchema),
  /** At most so many. */
  limit: z.number().check(z.int(), z.gte(1), z.lte(limits.logCommits)),
});

/** A webhook of a list: its id, or the first four or more characters of it. */
const webhook = z
  .string()
  .check(z.regex(IDENTIFIER_PREFIX, 'a webhook is named by its id, or four or more characters of it'));

/** One schema for each event that a client may send. A door parses with it before anything else. */
export const requestSchemas = {
  /** Open a list: its pages, or what came after `since`; with `follow`, also every later commit. */
  'list:open': z.strictObject({ list: listReference, follow: z.boolean(), since: z.exactOptional(cursor) }),
  /** Stop following a list. */
  'list:close': z.strictObject({ list: listReference }),
  'list:create': z.strictObject({ op: write.op, name: z.string() }),
  'list:rename': z.strictObject({ op: write.op, list: listReference, name: z.string() }),
  /** The list takes no more changes and is out of the way; nothing in it is lost. */
  'list:archive': z.strictObject({ op: write.op, list: listReference }),
  'list:unarchive': z.strictObject({ op: write.op, list: listReference }),
  /** Take back the newest request of the person in this list, or the newest of theirs in a revision. */
  'list:undo': z.strictObject({ ...write, rev: z.exactOptional(revisionSchema) }),
  /** Bring about again what was taken back last. */
  'list:redo': z.strictObject(write),
  /** Who did what, newest first. */
  'list:log': log,
  /** Who follows a list right now. */
  'list:presence': z.strictObject({ list: listReference }),
  /** The lists that the person may see. */
  'lists:read': z.strictObject({}),
  /** Some todos of a list, page by page. */
  'todos:read': todos,
  /** One todo with its history. */
  'todo:read': z.strictObject({ list: listReference, todo: todoReference }),
  /** Add todos, in this order, all or none. */
  'todo:add': z.strictObject({ ...write, todos: z.array(newTodoSchema).check(z.minLength(1)) }),
  'todo:edit': edit,
  'todo:complete': named,
  'todo:reopen': named,
  'todo:remove': named,
  'todo:restore': named,
  /** Another place in the order of the list, in the order in which they are named. */
  'todo:move': move,
  /** To the end of another list, all or none: they keep their ids, and have numbers there. */
  'todo:send': z.strictObject({ ...several, to: listReference }),
  /** Send every later commit of a list to an address. The receipt has the secret that signs them. */
  'webhook:create': z.strictObject({
    op: write.op,
    list: listReference,
    url: judged(webhookUrlProblem),
    description: z.exactOptional(judged(webhookDescriptionProblem)),
  }),
  'webhook:remove': z.strictObject({ op: write.op, list: listReference, webhook }),
  /** Go on where the server stopped; where it only waits for its next try, try now. */
  'webhook:resume': z.strictObject({ op: write.op, list: listReference, webhook }),
  /** The webhooks of a list, and how each stands. */
  'webhooks:read': z.strictObject({ list: listReference }),
} as const;

/** The name of an event that a client may send. */
export type RequestName = keyof typeof requestSchemas;
/** The payload of an event that a client may send. */
export type RequestOf<N extends RequestName> = z.infer<(typeof requestSchemas)[N]>;
/** The events that change something: each carries an op and is answered by a receipt. */
export type WriteName = Exclude<
  RequestName,
  | 'list:open'
  | 'list:close'
  | 'list:log'
  | 'list:presence'
  | 'lists:read'
  | 'todos:read'
  | 'todo:read'
  | 'webhooks:read'
>;
