import specifications from '@asyncapi/specs';
import { DIRECTORY, derivedIdentifier, type RequestName, type RequestOf } from '@tock/shared';
import { Ajv, type AnySchema } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, onTestFinished, test } from 'vitest';
import { ask, connect } from '../src/client.ts';
import { openSandbox } from '../src/sandbox.ts';
import { startServer } from '../src/tockd.ts';
import { until } from '../src/until.ts';

interface AsyncApi {
  asyncapi: string;
  channels: { socket: { messages: Record<string, { name: string; payload: { $ref: string } }> } };
}

test('/asyncapi.json is AsyncAPI 3.0, and what a socket is told is as it says', async () => {
  const sandbox = openSandbox(onTestFinished);
  const server = await startServer(sandbox);
  const response = await fetch(`${server.url}/asyncapi.json`);
  const document = (await response.json()) as AsyncApi;
  expect(document.asyncapi).toBe('3.0.0');
  const validate = new Ajv({ strict: false, allErrors: true, validateFormats: false }).compile(
    // Ajv's own types want every member to be there that JSON Schema's name.
    specifications.schemasWithoutId['3.0.0'] as AnySchema,
  );
  expect(validate(document), JSON.stringify(validate.errors)?.slice(0, 2_000)).toBe(true);
  expect(validate({ ...document, channels: 1 })).toBe(false);

  const ajv = new Ajv2020({ strict: false, allErrors: true });
  ajv.addSchema(document, 'document');
  const { messages } = document.channels.socket;
  const problemWith = (message: string, told: unknown): string | null => {
    const schema = ajv.compile({ $ref: `document${messages[message]?.payload.$ref}` });
    return schema(told) ? null : `${message}: ${ajv.errorsText(schema.errors)}: ${JSON.stringify(told).slice(0, 500)}`;
  };
  const problems: (string | null)[] = [];
  const seen = new Set<string>();
  const named = (event: string) => event.replace(/:(\w)/g, (_, letter: string) => letter.toUpperCase());

  const socket = connect(server);
  onTestFinished(() => {
    socket.disconnect();
  });
  let person = '';
  socket.once('welcomed', (welcome) => {
    person = welcome.person;
  });
  socket.onAny((event: string, payload: unknown = null) => {
    seen.add(event);
    problems.push(problemWith(named(event), payload));
  });
  await until('the socket to be signed in', () => person !== '');
  const webhook = derivedIdentifier(DIRECTORY, person, 'a-15', 0);
  const requests: { [N in RequestName]: [good: RequestOf<N>, bad: RequestOf<N>] } = {
    'lists:read': [{}, {}],
    'list:create': [
      { op: 'a-1', name: 'groceries' },
      { op: 'b-1', name: '' },
    ],
    'list:rename': [
      { op: 'a-2', list: 'groceries', name: 'food' },
      { op: 'b-2', list: 'inbox', name: 'post' },
    ],
    'list:open': [
      { list: 'inbox', follow: true },
      { list: 'nope', follow: true },
    ],
    'todo:add': [
      { op: 'a-3', list: 'inbox', todos: [{ title: 'buy milk' }] },
      { op: 'b-3', list: 'inbox', todos: [] },
    ],
    'todo:edit': [
      { op: 'a-4', list: 'inbox', todo: '1', set: { pri: 'A' } },
      { op: 'b-4', list: 'inbox', todo: '1', set: {}, ifRev: 9 },
    ],
    'todo:complete': [
      { op: 'a-5', list: 'inbox', todos: ['1'] },
      { op: 'b-5', list: 'inbox', todos: ['9'] },
    ],
    'todo:reopen': [
      { op: 'a-6', list: 'inbox', todos: ['1'] },
      { op: 'b-6', list: 'inbox', todos: ['9'] },
    ],
    'todo:move': [
      { op: 'a-7', list: 'inbox', todos: ['1'], place: 'top' },
      { op: 'b-7', list: 'inbox', todos: ['9'], place: 'top' },
    ],
    'todo:remove': [
      { op: 'a-8', list: 'inbox', todos: ['1'] },
      { op: 'b-8', list: 'inbox', todos: ['9'] },
    ],
    'todo:restore': [
      { op: 'a-9', list: 'inbox', todos: ['1'] },
      { op: 'b-9', list: 'inbox', todos: ['9'] },
    ],
    'list:undo': [
      { op: 'a-10', list: 'inbox' },
      { op: 'b-10', list: 'food' },
    ],
    'list:redo': [
      { op: 'a-11', list: 'inbox' },
      { op: 'b-11', list: 'food' },
    ],
    'todo:send': [
      { op: 'a-12', list: 'inbox', todos: ['1'], to: 'food' },
      { op: 'b-12', list: 'inbox', todos: ['1'], to: 'nope' },
    ],
    'todos:read': [
      { list: 'food', limit: 9 },
      { list: 'food', limit: 0 },
    ],
    'todo:read': [
      { list: 'inbox', todo: '1' },
      { list: 'inbox', todo: '9' },
    ],
    'list:log': [
      { list: 'inbox', limit: 99 },
      { list: 'inbox', limit: 0 },
    ],
    'list:presence': [{ list: 'inbox' }, { list: 'nope' }],
    'list:archive': [
      { op: 'a-13', list: 'food' },
      { op: 'b-13', list: 'inbox' },
    ],
    'list:unarchive': [
      { op: 'a-14', list: 'food' },
      { op: 'b-14', list: 'inbox' },
    ],
    'webhook:create': [
      // There is no such host, and never will be.
      { op: 'a-15', list: 'inbox', url: 'https://hook.invalid/', description: 'to the chat' },
      { op: 'b-15', list: 'inbox', url: 'https://127.0.0.1/' },
    ],
    'webhooks:read': [{ list: 'inbox' }, { list: 'nope' }],
    'webhook:resume': [
      { op: 'a-16', list: 'inbox', webhook },
      { op: 'b-16', list: 'food', webhook },
    ],
    'webhook:remove': [
      { op: 'a-17', list: 'inbox', webhook },
      { op: 'b-17', list: 'inbox', webhook },
    ],
    'list:close': [{ list: 'inbox' }, { list: 'nope' }],
  };
  for (const [event, [good, bad]] of Object.entries(requests)) {
    for (const request of [good, bad]) {
      const outcome = await ask(socket, event as RequestName, request as RequestOf<RequestName>);
      expect({ event, request, ok: outcome?.ok }).toEqual({
        event,
        request,
        ok: request === good || event === 'lists:read',
      });
      problems.push(problemWith(`${named(event)}Answer`, outcome));
    }
    problems.push(problemWith(named(event), good));
  }
  await until('a heartbeat or a presence', () => seen.has('presence'));
  expect(problems.filter((problem) => problem !== null)).toEqual([]);
  for (const event of ['welcomed', 'list:paged', 'committed', 'presence', 'lists:changed'])
    expect(seen).toContain(event);
  // What is wrong is found.
  expect(problemWith('committed', { list: 'x', rev: 'one', h: '', body: '' })).not.toBeNull();
  expect(problemWith('todoAddAnswer', { ok: true, value: {} })).not.toBeNull();
});
