/** Routes of history: the commits of a list in order, who did what last, and taking it back. */
import {
  commitRecordSchema,
  cursorText,
  limits,
  type Outcome,
  parseCursor,
  receiptSchema,
  revisionSchema,
  success,
} from '@tock/shared';
import * as z from 'zod/mini';
import { historyLetGo } from '../../refusals.ts';
import { nothing, type Route, route, type Told, tell, wholeNumber } from './route.ts';

/** How many commits an answer has that does not say. */
const PAGE = 100;
const CURSOR_HINT = 'take the cursor of an earlier answer or event';

const commitsAnswer = z.object({
  list: z.string(),
  epoch: z.string(),
  /** Where the list stands. */
  rev: revisionSchema,
  commits: z.array(commitRecordSchema),
  /** The `since` of the next page, and of the events that follow. */
  cursor: z.string(),
  /** Whether there are more behind it. */
  more: z.boolean(),
});

const logAnswer = z.object({
  list: z.string(),
  epoch: z.string(),
  rev: revisionSchema,
  /** Newest first. */
  commits: z.array(commitRecordSchema),
  /** The `before` of the next page, or null. */
  next: z.nullable(revisionSchema),
  /** The first revision whose commit is kept. */
  keptFrom: z.number(),
});

export const historyRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/v1/lists/{list}/commits',
    id: 'readCommits',
    summary:
      'The commits of a list behind a cursor (EPOCH:REV or EPOCH:REV:H), oldest first; without one, from the first',
    query: z.strictObject({
      since: z.exactOptional(z.string()),
      limit: z.exactOptional(wholeNumber(1, limits.logCommits)),
    }),
    body: nothing,
    status: 200,
    answer: commitsAnswer,
    call: async (
      { epoch, commitsBehind, records },
      { list, query: { since, limit = PAGE } },
    ): Promise<Outcome<Told>> => {
      const cursor = since === undefined ? success({ epoch, rev: 0 }) : parseCursor(since, CURSOR_HINT);
      if (!cursor.ok) return cursor;
      const read = await commitsBehind(list, cursor.value, limit);
      if (!read.ok) return read;
      const { opened, commits } = read.value;
      if (opened.content === 'todos') return historyLetGo(cursor.value.rev, opened);
      const { rev, list: info } = opened;
      const last = commits.at(-1);
      const behind = last === undefined ? cursor.value : { epoch, rev: last.rev, h: last.h };
      const body = {
        list: info.id,
        epoch,
        rev,
        commits: await records(info.id, commits),
        cursor: cursorText(behind),
        more: behind.rev < rev,
      };
      return success({ body });
    },
  }),
  route({
    method: 'get',
    path: '/v1/lists/{list}/log',
    id: 'readLog',
    summary: 'Who did what in a list, newest first',
    query: z.strictObject({
      before: z.exactOptional(wholeNumber(0, Number.MAX_SAFE_INTEGER)),
      limit: z.exactOptional(wholeNumber(1, limits.logCommits)),
    }),
    body: nothing,
    status: 200,
    answer: logAnswer,
    call: async ({ ask, records }, { list, query: { limit = PAGE, ...query } }) => {
      const read = await ask('list:log', { list, limit, ...query });
      if (!read.ok) return read;
      const { list: info, commits, ...rest } = read.value;
      return success({ body: { list: info.id, ...rest, commits: await records(info.id, commits) } });
    },
  }),
  route({
    method: 'post',
    path: '/v1/lists/{list}/undo',
    id: 'undo',
    summary: 'Takes back your newest change of a list, or the newest of yours in a revision',
    query: nothing,
    body: z.strictObject({ rev: z.exactOptional(revisionSchema) }),
    status: 200,
    answer: receiptSchema,
    call: ({ ask }, { op, list, body }) => tell(ask('list:undo', { op, list, ...body })),
  }),
  route({
    method: 'post',
    path: '/v1/lists/{list}/redo',
    id: 'redo',
    summary: 'Brings about again what you took back last',
    query: nothing,
    body: nothing,
    status: 200,
    answer: receiptSchema,
    call: ({ ask }, { op, list }) => tell(ask('list:redo', { op, list })),
  }),
];
