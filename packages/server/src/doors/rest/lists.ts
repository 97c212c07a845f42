/** Routes of lists: which there are, one of them, a new one, another name, out of the way. */
import { fingerprint, listInfoSchema, presenceSchema, receiptSchema, revisionSchema, success } from '@tock/shared';
import * as z from 'zod/mini';
import { entityTag, namesTag } from './headers.ts';
import { hasKey, nothing, type Route, route, tell } from './route.ts';

const listAnswer = z.object({
  ...listInfoSchema.shape,
  epoch: z.string(),
  rev: revisionSchema,
  h: z.string(),
  /** How many todos were ever added, removed ones too. */
  count: z.number(),
  /** The first revision whose commit is kept. */
  keptFrom: z.number(),
});

const name = z.strictObject({ name: z.string() });
const archived = z.strictObject({ archived: z.boolean() });
const listChange = z.union([name, archived]);

export const listRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/v1/lists',
    id: 'readLists',
    summary: 'The lists that you may see',
    query: nothing,
    body: nothing,
    status: 200,
    answer: z.object({ lists: z.array(listInfoSchema) }),
    call: async ({ ask }) => {
      const lists = await ask('lists:read', {});
      return lists.ok ? success({ body: { lists: lists.value } }) : lists;
    },
  }),
  route({
    method: 'post',
    path: '/v1/lists',
    id: 'createList',
    summary: 'A new list of yours',
    query: nothing,
    body: name,
    status: 201,
    answer: receiptSchema,
    call: async ({ ask }, { op, body }) => {
      const receipt = await ask('list:create', { op, ...body });
      if (!receipt.ok) return receipt;
      return success({ body: receipt.value, headers: { location: `/v1/lists/${receipt.value.list}` } });
    },
  }),
  route({
    method: 'get',
    path: '/v1/lists/{list}',
    id: 'readList',
    summary: 'Where a list stands; its ETag changes with every commit',
    takesIfNoneMatch: true,
    query: nothing,
    body: nothing,
    status: 200,
    answer: listAnswer,
    call: async ({ stand }, { list, ifNoneMatch }) => {
      const read = await stand(list);
      if (!read.ok) return read;
      const { list: info, epoch, rev, h, count, keptFrom } = read.value;
      // Another name, or being archived, is no revision of the list.
      const tag = entityTag(epoch, rev, fingerprint(JSON.stringify(info)));
      const headers = { etag: tag };
      if (namesTag(ifNoneMatch, tag)) return success({ status: 304, body: null, headers });
      return success({ body: { ...info, epoch, rev, h, count, keptFrom }, headers });
    },
  }),
  route({
    method: 'patch',
    path: '/v1/lists/{list}',
    id: 'changeList',
    summary: 'Another name for a list, or out of the way and back',
    query: nothing,
    body: listChange,
    bodyBy: (payload) => (hasKey(payload, 'archived') ? archived : name),
    status: 200,
    answer: receiptSchema,
    call: ({ ask }, { op, list, body }) => {
      if ('name' in body) return tell(ask('list:rename', { op, list, ...body }));
      return tell(ask(body.archived ? 'list:archive' : 'list:unarchive', { op, list }));
    },
  }),
  route({
    method: 'get',
    path: '/v1/lists/{list}/presence',
    id: 'readPresence',
    summary: 'Who follows a list right now',
    query: nothing,
    body: nothing,
    status: 200,
    answer: presenceSchema,
    call: ({ ask }, { list }) => tell(ask('list:presence', { list })),
  }),
];
