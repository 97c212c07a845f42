/** The whole contract as schemas, event by event, for documents: a file of its own, so that only who writes documents builds it. */
import * as z from 'zod/mini';
import {
  headSchema,
  listInfoSchema,
  loggedSchema,
  openedSchema,
  pageSchema,
  presenceSchema,
  receiptSchema,
  storedCommitSchema,
  todoReadSchema,
  todosReadSchema,
  webhooksReadSchema,
  welcomeSchema,
} from './answers.ts';
import type { AnswerTo, ServerToClientEvents } from './events.ts';
import type { RequestName } from './requests.ts';

/** What each request is answered with when it succeeds. */
export const answerSchemas: { [N in RequestName]: z.ZodMiniType<AnswerTo<N>> } = {
  'list:open': openedSchema,
  'list:close': z.null(),
  'list:create': receiptSchema,
  'list:rename': receiptSchema,
  'list:archive': receiptSchema,
  'list:unarchive': receiptSchema,
  'list:undo': receiptSchema,
  'list:redo': receiptSchema,
  'list:log': loggedSchema,
  'list:presence': presenceSchema,
  'lists:read': z.array(listInfoSchema),
  'todos:read': todosReadSchema,
  'todo:read': todoReadSchema,
  'todo:add': receiptSchema,
  'todo:edit': receiptSchema,
  'todo:complete': receiptSchema,
  'todo:reopen': receiptSchema,
  'todo:remove': receiptSchema,
  'todo:restore': receiptSchema,
  'todo:move': receiptSchema,
  'todo:send': receiptSchema,
  'webhook:create': receiptSchema,
  'webhook:remove': receiptSchema,
  'webhook:resume': receiptSchema,
  'webhooks:read': webhooksReadSchema,
};

/** What each event from the server brings; null: nothing. */
export const eventSchemas: {
  [E in keyof ServerToClientEvents]: z.ZodMiniType<
    Parameters<ServerToClientEvents[E]> extends [infer Payload] ? Payload : null
  >;
} = {
  welcomed: welcomeSchema,
  'list:paged': pageSchema,
  committed: storedCommitSchema,
  heartbeat: headSchema,
  presence: presenceSchema,
  'lists:changed': z.null(),
  refused: z.object({ event: z.string(), message: z.string() }),
  draining: z.object({ retryMs: z.number() }),
};
