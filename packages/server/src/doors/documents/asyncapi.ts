/** The AsyncAPI document of the socket contract, made from the schemas that both sides parse with. */
import { answerSchemas, eventSchemas, PROTOCOL, problemSchema, requestSchemas } from '@tock/shared';
import * as z from 'zod/mini';
import { type Json, namedSchemas, reference } from './schemas.ts';

/** `todo:add` as a name in the document: `todoAdd`. */
const nameOf = (event: string) => event.replace(/:(\w)/g, (_, letter: string) => letter.toUpperCase());
const capitalised = (name: string) => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
const schemaName = (event: string, what: string) => `${capitalised(nameOf(event))}${what}`;

const CHANNEL = '#/channels/socket';
const message = (name: string) => ({ $ref: `${CHANNEL}/messages/${name}` });

/** An answer is an outcome: a value, or a problem. */
function outcomeOf(answer: z.ZodMiniType): z.ZodMiniType {
  return z.union([
    z.object({ ok: z.literal(true), value: answer }),
    z.object({ ok: z.literal(false), problem: problemSchema }),
  ]);
}

/** The document, for a server of this version. */
export function asyncApiDocument(version: string): Json {
  const schemas: Record<string, z.ZodMiniType> = { Problem: problemSchema };
  const messages: Record<string, Json> = {};
  const operations: Record<string, Json> = {};
  const add = (name: string, event: string, what: string, schema: z.ZodMiniType) => {
    schemas[schemaName(event, what)] = schema;
    messages[name] = { name: event, payload: reference(schemaName(event, what)) };
  };
  for (const [event, schema] of Object.entries(requestSchemas)) {
    const name = nameOf(event);
    add(name, event, 'Request', schema);
    const answer = answerSchemas[event as keyof typeof requestSchemas];
    add(`${name}Answer`, event, 'Outcome', outcomeOf(answer));
    operations[name] = {
      action: 'receive',
      summary: `The client asks ${event}; the answer comes through the callback (acknowledgement) of the event`,
      channel: { $ref: CHANNEL },
      messages: [message(name)],
      reply: { channel: { $ref: CHANNEL }, messages: [message(`${name}Answer`)] },
    };
  }
  for (const [event, schema] of Object.entries(eventSchemas)) {
    const name = nameOf(event);
    add(name, event, 'Event', schema);
    operations[name] = {
      action: 'send',
      summary: `The server tells ${event}`,
      channel: { $ref: CHANNEL },
      messages: [message(name)],
    };
  }
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'tock',
      version,
      description: `The socket contract, protocol ${PROTOCOL}: Socket.IO 4 over WebSocket alone, on its default path and namespace. The handshake's auth is {token, protocol, client}.`,
      license: { name: 'MIT' },
    },
    defaultContentType: 'application/json',
    channels: {
      socket: {
        address: '/socket.io/',
        description: 'One connection: requests with a callback for their answer, and events from the server',
        messages,
      },
    },
    operations,
    components: { schemas: namedSchemas(schemas) },
  };
}
