/** Routes of webhooks: those of a list and how they stand, a new one, its end, and going on. */
import { receiptSchema, requestSchemas, success, webhooksReadSchema } from '@tock/shared';
import * as z from 'zod/mini';
import { nothing, type Route, route, tell } from './route.ts';

const ALL = '/v1/lists/{list}/webhooks';
const ONE = '/v1/lists/{list}/webhooks/{webhook}';

const { url, description } = requestSchemas['webhook:create'].shape;

export const webhookRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: ALL,
    id: 'readWebhooks',
    summary: 'The webhooks of a list, and how each stands',
    query: nothing,
    body: nothing,
    status: 200,
    answer: webhooksReadSchema,
    call: ({ ask }, { list }) => tell(ask('webhooks:read', { list })),
  }),
  route({
    method: 'post',
    path: ALL,
    id: 'createWebhook',
    summary: 'Sends every later commit of a list to an address; the receipt has the secret that signs them, this once',
    query: nothing,
    body: z.strictObject({ url, description }),
    status: 201,
    answer: receiptSchema,
    call: async ({ ask }, { op, list, body }) => {
      const receipt = await ask('webhook:create', { op, list, ...body });
      if (!receipt.ok) return receipt;
      const { list: id, webhook } = receipt.value;
      const location = webhook === undefined ? {} : { location: `/v1/lists/${id}/webhooks/${webhook.id}` };
      return success({ body: receipt.value, headers: location });
    },
  }),
  route({
    method: 'delete',
    path: ONE,
    id: 'removeWebhook',
    summary: 'Ends a webhook at once',
    query: nothing,
    body: nothing,
    status: 200,
    answer: receiptSchema,
    call: ({ ask }, { op, list, webhook }) => tell(ask('webhook:remove', { op, list, webhook })),
  }),
  route({
    method: 'post',
    path: `${ONE}/resume`,
    id: 'resumeWebhook',
    summary: 'Goes on with a webhook where it stopped; one that waits for its next try makes it now',
    query: nothing,
    body: nothing,
    status: 200,
    answer: receiptSchema,
    call: ({ ask }, { op, list, webhook }) => tell(ask('webhook:resume', { op, list, webhook })),
  }),
];
