/** The OpenAPI document of REST, made from the rows and the schemas that answer it. */
import {
  codes,
  commitRecordSchema,
  httpStatuses,
  listInfoSchema,
  newTodoSchema,
  receiptSchema,
  todoRecordSchema,
} from '@tock/shared';
import type * as z from 'zod/mini';
import { PROBLEM_TYPE, problemDocumentSchema } from '../problems.ts';
import { EVENTS, restRoutes } from '../rest/rest.ts';
import { isWrite, type Route } from '../rest/route.ts';
import { type Json, namedSchemas, readSchema, reference } from './schemas.ts';

/** The schemas that are parts of others. */
const parts = {
  Todo: todoRecordSchema,
  Commit: commitRecordSchema,
  Receipt: receiptSchema,
  List: listInfoSchema,
  NewTodo: newTodoSchema,
  Problem: problemDocumentSchema,
};

const capitalised = (id: string) => `${id.charAt(0).toUpperCase()}${id.slice(1)}`;

/** The name of a schema: its own, or one made of the route's. */
function nameOf(schema: z.ZodMiniType, { id }: Route, what: 'Body' | 'Answer'): string {
  const part = Object.entries(parts).find(([, known]) => known === schema);
  return part?.[0] ?? `${capitalised(id)}${what}`;
}

const inAddress: Record<string, string> = {
  list: 'The list: its name (yours, else the only match), owner/name, or its id; a slash is written %2F',
  todo: 'The todo: its number in the list, its id, or the first four or more characters of it',
  webhook: 'The webhook: its id, or the first four or more characters of it',
};

function addressParameters(path: string): Json[] {
  return Array.from(path.matchAll(/\{(\w+)\}/g), ([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    description: inAddress[name],
    schema: { type: 'string' },
  }));
}

function queryParameters({ query }: Route): Json[] {
  const required = new Set(readSchema(query).required as string[] | undefined);
  return Object.entries(query.shape).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.has(name),
    schema: readSchema(schema as z.ZodMiniType),
  }));
}

const header = (name: string, description: string) => ({ name, in: 'header', description, schema: { type: 'string' } });

function headerParameters(route: Route): Json[] {
  return [
    ...(isWrite(route)
      ? [
          header(
            'Idempotency-Key',
            'The op: a repeat with the same key gets the first receipt. Made by the server when it is absent',
          ),
        ]
      : []),
    ...(route.takesIfNoneMatch === true
      ? [header('If-None-Match', 'An ETag that was answered before: 304 when it still holds')]
      : []),
    ...(route.takesIfMatch === true
      ? [header('If-Match', 'An ETag of the todo, or "REV": refused with 412 when somebody changed it since')]
      : []),
  ];
}

const problems = {
  '4XX': { $ref: '#/components/responses/Problem' },
  '5XX': { $ref: '#/components/responses/Problem' },
};

function operation(route: Route): Json {
  const takesBody = Object.keys(readShape(route.body)).length > 0;
  return {
    operationId: route.id,
    summary: route.summary,
    parameters: [...addressParameters(route.path), ...queryParameters(route), ...headerParameters(route)],
    ...(takesBody
      ? {
          requestBody: {
            required: !route.body.safeParse({}).success,
            content: {
              'application/json': { schema: reference(nameOf(route.body, route, 'Body')) },
              ...(route.takesText === true
                ? { 'text/plain': { schema: { type: 'string' }, example: 'buy milk +home due:fri' } }
                : {}),
            },
          },
        }
      : {}),
    responses: {
      [route.status]: {
        description: 'Done',
        content: { 'application/json': { schema: reference(nameOf(route.answer, route, 'Answer')) } },
      },
      ...(route.takesIfNoneMatch === true ? { 304: { description: 'As the ETag says' } } : {}),
      ...problems,
    },
  };
}

/** The members of a body, where it is one object; anything else has some. */
function readShape(schema: z.ZodMiniType): Json {
  return 'shape' in schema && typeof schema.shape === 'object' && schema.shape !== null
    ? { ...schema.shape }
    : { any: 1 };
}

function events(): Json {
  return {
    operationId: 'followList',
    summary: 'A list as server-sent events: committed, heartbeat, draining; the id of an event is the cursor behind it',
    parameters: [
      ...addressParameters(EVENTS),
      header('Last-Event-ID', 'The cursor to resume behind, without a gap; without one it begins now'),
      { name: 'since', in: 'query', description: 'The same, for a first connection', schema: { type: 'string' } },
    ],
    responses: {
      200: {
        description: 'Events, until one side ends; data of `committed` is a Commit',
        content: { 'text/event-stream': { schema: { type: 'string' } } },
      },
      ...problems,
    },
  };
}

/** The document, for a server of this version. */
export function openApiDocument(version: string): Json {
  const paths: Record<string, Json> = { [EVENTS]: { get: events() } };
  const schemas: Record<string, z.ZodMiniType> = { ...parts };
  for (const route of restRoutes) {
    paths[route.path] = { ...paths[route.path], [route.method]: operation(route) };
    if (Object.keys(readShape(route.body)).length > 0) schemas[nameOf(route.body, route, 'Body')] = route.body;
    schemas[nameOf(route.answer, route, 'Answer')] = route.answer;
  }
  const statuses = codes.map((code) => `${httpStatuses[code]} ${code}`).join(', ');
  return {
    openapi: '3.1.1',
    info: {
      title: 'tock',
      version,
      summary: 'Lists of todos that are shared, durable and live',
      description:
        'Every answer to a write is a receipt: what it says is stored. Send an Idempotency-Key with every write, and repeat the request with the same key when no answer came.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer', description: 'The token of a device: tock_…' } },
      responses: {
        Problem: {
          description: `What was not done, and why. Status and code: ${statuses}`,
          headers: {
            'Retry-After': { description: 'Seconds, where it may be tried again', schema: { type: 'integer' } },
          },
          content: { [PROBLEM_TYPE]: { schema: reference('Problem') } },
        },
      },
      schemas: namedSchemas(schemas),
    },
  };
}
