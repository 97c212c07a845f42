import { Readable } from 'node:stream';
import { Validator } from '@seriousme/openapi-schema-validator';
import type { AxiosResponse } from 'axios';
import { OpenAPIClientAxios } from 'openapi-client-axios';
import { expect, onTestFinished, test } from 'vitest';
import { type Answered, Documentation, type OpenApi } from '../src/rest/documented.ts';
import { openSandbox } from '../src/sandbox.ts';
import { type Server, startServer } from '../src/tockd.ts';

/** Calls an operation by its id: parameters, body, and what axios takes beside them. */
type Call = (parameters?: object | null, body?: unknown, config?: object) => Promise<AxiosResponse>;

/** An operation: a call that succeeds, and one that is refused, with the code of its problem. */
interface Row {
  succeeds(call: Call): Promise<AxiosResponse>;
  refused(call: Call): Promise<AxiosResponse>;
  code: string;
}

const inbox = { list: 'inbox' };
const nowhere = { list: 'nope' };

/** The id of the webhook that was made. */
let webhook = '';

/** Every operation of the document, in an order in which they can follow each other. */
const rows: Record<string, Row> = {
  readLists: {
    succeeds: (call) => call(),
    refused: (call) => call(null, undefined, { params: { unknown: '1' } }),
    code: 'invalid',
  },
  createList: {
    succeeds: (call) => call({ 'Idempotency-Key': 'generated-1' }, { name: 'groceries' }),
    refused: (call) => call(null, { name: 'groceries' }),
    code: 'refused',
  },
  addTodos: {
    succeeds: (call) =>
      call(
        { ...inbox, 'Idempotency-Key': 'generated-2' },
        { todos: [{ title: 'buy milk', tags: ['home'] }, { title: 'wax skis' }] },
      ),
    refused: (call) => call({ ...inbox, 'Idempotency-Key': 'generated-2' }, { title: 'buy bread' }),
    code: 'op_reused',
  },
  changeTodo: {
    succeeds: (call) => call({ ...inbox, todo: '1', 'If-Match': '"1"' }, { title: 'buy oat milk', pri: 'A' }),
    refused: (call) => call({ ...inbox, todo: '1', 'If-Match': '"1"' }, { done: true }),
    code: 'conflict',
  },
  removeTodo: {
    succeeds: (call) => call({ ...inbox, todo: '2' }),
    refused: (call) => call({ ...inbox, todo: '9' }),
    code: 'not_found',
  },
  undo: {
    succeeds: (call) => call(inbox),
    refused: (call) => call(inbox, { rev: 9 }),
    code: 'refused',
  },
  redo: {
    succeeds: (call) => call(inbox),
    refused: (call) => call({ list: 'groceries' }),
    code: 'refused',
  },
  readTodos: {
    succeeds: (call) => call({ ...inbox, filter: 'open or removed', limit: 1, timeZone: 'Europe/Berlin' }),
    refused: (call) => call({ ...inbox, after: 'nowhere' }),
    code: 'invalid',
  },
  readTodo: {
    succeeds: (call) => call({ ...inbox, todo: '1' }),
    refused: (call) => call({ ...inbox, todo: 'bbbb' }),
    code: 'not_found',
  },
  readList: { succeeds: (call) => call(inbox), refused: (call) => call(nowhere), code: 'not_found' },
  readPresence: { succeeds: (call) => call(inbox), refused: (call) => call(nowhere), code: 'not_found' },
  readCommits: {
    succeeds: (call) => call({ ...inbox, limit: 100 }),
    refused: (call) => call({ ...inbox, since: 'bcdfghjklmnp:1' }),
    code: 'server_behind',
  },
  readLog: {
    succeeds: (call) => call({ ...inbox, limit: 2 }),
    refused: (call) => call({ ...inbox, limit: 0 }),
    code: 'invalid',
  },
  followList: {
    succeeds: (call) => firstEvents(call),
    refused: (call) => call({ ...inbox, since: 'yesterday' }),
    code: 'invalid',
  },
  changeList: {
    succeeds: (call) => call({ list: 'groceries' }, { archived: true }),
    refused: (call) => call(inbox, { name: 'groceries' }),
    code: 'refused',
  },
  createWebhook: {
    succeeds: async (call) => {
      // There is no such host, and never will be.
      const made = await call(inbox, { url: 'https://hook.invalid/', description: 'to the chat' });
      webhook = made.data.webhook.id;
      return made;
    },
    refused: (call) => call(inbox, { url: 'https://127.0.0.1/' }),
    code: 'refused',
  },
  readWebhooks: { succeeds: (call) => call(inbox), refused: (call) => call(nowhere), code: 'not_found' },
  resumeWebhook: {
    succeeds: (call) => call({ ...inbox, webhook }),
    refused: (call) => call({ list: 'groceries', webhook }),
    code: 'not_found',
  },
  removeWebhook: {
    succeeds: (call) => call({ ...inbox, webhook }),
    refused: (call) => call({ ...inbox, webhook }),
    code: 'not_found',
  },
};

/** The beginning of a stream: it has no end. */
async function firstEvents(call: Call): Promise<AxiosResponse> {
  const response = await call(inbox, undefined, { responseType: 'stream' });
  if (!(response.data instanceof Readable)) throw new Error('the events are no stream');
  let text = '';
  for await (const chunk of response.data) {
    text += String(chunk);
    if (text.includes('\n\n')) break;
  }
  return { ...response, data: text };
}

async function openDocument(server: Server): Promise<OpenApi> {
  const response = await fetch(`${server.url}/openapi.json`);
  return (await response.json()) as OpenApi;
}

const operationsOf = ({ paths }: OpenApi) =>
  Object.values(paths).flatMap((methods) => Object.values(methods).map(({ operationId }) => operationId));

test('a client that is made of /openapi.json alone can ask everything, and is answered as the document says', async () => {
  const sandbox = openSandbox(onTestFinished);
  const server = await startServer(sandbox);
  const document = await openDocument(server);
  expect(await new Validator().validate(structuredClone({ ...document }))).toEqual({ valid: true });
  expect(document.openapi).toMatch(/^3\.1\./);
  expect(Object.keys(rows).sort()).toEqual(operationsOf(document).sort());

  const generated = new OpenAPIClientAxios({
    definition: `${server.url}/openapi.json`,
    axiosConfigDefaults: {
      baseURL: server.url,
      headers: { Authorization: `Bearer ${server.token}` },
      validateStatus: () => true,
    },
  });
  const client = await generated.init<Record<string, Call>>();
  const documentation = new Documentation(document);
  const answers: Answered[] = [];
  for (const [operationId, { succeeds, refused, code }] of Object.entries(rows)) {
    const call = client[operationId];
    if (call === undefined) throw new Error(`the client has no ${operationId}`);
    for (const ask of [succeeds, refused]) {
      const { status, headers, data } = await ask(call);
      const body: unknown = data;
      const type = String(headers['content-type']).split(';')[0] ?? '';
      answers.push({ operationId, status, type, body });
      if (ask === refused) expect({ operationId, body }).toMatchObject({ body: { code, status } });
      else expect({ operationId, status, body }).toMatchObject({ status: status === 201 ? 201 : 200 });
    }
  }
  expect(answers.map((answer) => documentation.problemWith(answer)).filter((problem) => problem !== null)).toEqual([]);
  // A validator that finds nothing wrong with a broken answer says nothing about a whole one.
  for (const answer of answers.filter(({ type }) => type.endsWith('json'))) {
    for (const key of Object.keys(answer.body ?? {})) {
      const { [key]: _, ...broken } = { ...(answer.body as Record<string, unknown>) };
      if (optional.has(key)) continue;
      expect(
        documentation.problemWith({ ...answer, body: broken }),
        `${answer.operationId} without ${key}`,
      ).not.toBeNull();
    }
  }
});

/** What an answer may be without. */
const optional = new Set(['from', 'undone', 'redone', 'archived', 'webhook']);

test('a commit that follows over events is a Commit of the document', async () => {
  const sandbox = openSandbox(onTestFinished);
  const server = await startServer(sandbox);
  const documentation = new Documentation(await openDocument(server));
  const headers = { authorization: `Bearer ${server.token}` };
  const add = { title: 'buy milk' };
  await fetch(`${server.url}/v1/lists/inbox/todos`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(add),
  });
  const list = await fetch(`${server.url}/v1/lists/inbox`, { headers });
  const { epoch } = (await list.json()) as { epoch: string };
  const stop = new AbortController();
  const stream = await fetch(`${server.url}/v1/lists/inbox/events?since=${epoch}:0`, { headers, signal: stop.signal });
  let text = '';
  for await (const chunk of stream.body ?? []) {
    text += Buffer.from(chunk).toString();
    if (/event: committed\ndata: .*\n\n/.test(text)) break;
  }
  stop.abort();
  const data: unknown = JSON.parse(/event: committed\ndata: (.*)\n\n/.exec(text)?.[1] ?? 'null');
  const validate = documentation.schema('Commit');
  expect(validate(data), JSON.stringify(validate.errors)).toBe(true);
  expect(data).toMatchObject({ rev: 1, changes: [{ type: 'todo_added', ...add }] });
});
