/** What nobody sends by accident: every event with everything wrong, and a server that answers and lives on. */
import { requestSchemas } from '@tock/shared';
import { expect, test } from 'vitest';
import { add, ask, connect, happened, type ListeningServer, rawSignedIn, startServer } from './fixtures.ts';

/** JSON of arrays in arrays: too deep for most encoders, so that it is sent as text. */
const nested = '['.repeat(5_000) + ']'.repeat(5_000);

const invalid = { ok: false, problem: { code: 'invalid' } };

/** The server serves a new client. */
async function alive(server: ListeningServer): Promise<void> {
  expect(await ask(await connect(server), 'lists:read', {})).toMatchObject({ ok: true });
  expect(server.faults).toEqual([]);
}

/** Keys of the prototypes that hostile payloads aim at. */
const pollution = () => ('polluted' in {} ? 'polluted' : Object.getOwnPropertyNames(Object.prototype).sort().join());
const clean = pollution();

test.each(Object.keys(requestSchemas))('%s with everything wrong is invalid, never a fault', async (event) => {
  const server = await startServer();
  const socket = await connect(server);
  const wrong: unknown[] = [
    null,
    true,
    7,
    'text',
    [],
    [{}],
    { op: 'a', list: 'inbox', todos: [], name: 7, todo: {}, set: 7, follow: 'yes' },
    { unknown: 1 },
    JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'),
    JSON.parse('{"then":"a thenable?"}'),
    JSON.parse('{"op":{"length":{"toString":1,"valueOf":1}},"list":{"length":{"toString":1,"valueOf":1}}}'),
  ];
  for (const payload of wrong)
    expect(await ask(socket, event, payload), JSON.stringify(payload)?.slice(0, 80)).toMatchObject(invalid);
  // No payload at all: the callback is the only argument.
  expect(await ask(socket, event)).toMatchObject(invalid);
  expect(pollution()).toBe(clean);
  await alive(server);
});

test.each(Object.keys(requestSchemas))(
  '%s with 5,000 nested arrays, as payload and in it, is invalid',
  async (event) => {
    const server = await startServer();
    const raw = await rawSignedIn(server);
    raw.socket.send(`421["${event}",${nested}]`);
    expect(await raw.frame('431[')).toContain('"code":"invalid"');
    raw.socket.send(
      `422["${event}",{"op":"a","list":${nested},"todos":[{"title":${nested}}],"set":{"title":${nested}}}]`,
    );
    expect(await raw.frame('432[')).toContain('"code":"invalid"');
    await alive(server);
  },
);

test.each(Object.keys(requestSchemas))(
  '%s without a callback is refused with an event, and is not done',
  async (event) => {
    const server = await startServer();
    const socket = await connect(server);
    const refused = happened(socket, 'refused');
    socket.emit(event, { op: 'silent', list: 'inbox', todos: [{ title: 'milk' }], name: 'a list' }, 'not a callback');
    expect(await refused).toEqual([{ event, message: 'every request needs a callback for its answer' }]);
    expect(await ask(socket, 'todo:read', { list: 'inbox', todo: '1' })).toMatchObject({
      problem: { code: 'not_found' },
    });
  },
);

test('prototype keys in a todo are invalid', async () => {
  const server = await startServer();
  const socket = await connect(server);
  const todos: unknown[] = [
    JSON.parse('{"title":"milk","__proto__":{"done":true}}'),
    JSON.parse('{"title":"milk","constructor":{"prototype":{"polluted":true}}}'),
    { title: 'milk', owner: 'bo' },
    { title: 'milk', id: 'bcdfghjklmnp' },
  ];
  for (const todo of todos) {
    expect(await ask(socket, 'todo:add', { op: 'hostile', list: 'inbox', todos: [todo] })).toMatchObject(invalid);
  }
  expect(pollution()).toBe(clean);
  await alive(server);
});

test.each([
  ['bytes', [Buffer.from('everything')]],
  ['bytes in a field', [{ op: 'hostile', list: 'inbox', todos: [{ title: Buffer.from('milk') }] }]],
  ['more arguments than any request has', Array.from({ length: 9 }, () => null)],
])('%s end the connection, and nothing else', async (_, sent) => {
  const server = await startServer();
  const socket = await connect(server);
  const ended = new Promise((resolve) => socket.once('disconnect', resolve));
  socket.emit('todo:add', ...sent);
  await ended;
  await alive(server);
});

test.each([
  'toString',
  '__proto__',
  'constructor',
  'error',
  'hasOwnProperty',
  '',
  'x'.repeat(100_000),
  '\u001b]0;title\u0007',
])('there is no request %j: answered, shortened and without controls', async (event) => {
  const server = await startServer();
  const socket = await connect(server);
  const answer = JSON.stringify(await ask(socket, event, {}));
  expect(JSON.parse(answer)).toMatchObject(invalid);
  expect(answer.length).toBeLessThan(300);
  expect(answer).not.toMatch(/\\u00(07|1b)/);
  // Nor does the log repeat what a stranger shouts.
  expect(Math.max(...server.log.map((line) => line.length))).toBeLessThan(2_000);
  await alive(server);
});

test('two megabytes are answered with a code', async () => {
  const server = await startServer();
  const socket = await connect(server);
  const megabytes = 'x'.repeat(2 * 1024 * 1024);
  expect(await add(socket, 'title', { title: megabytes })).toMatchObject(invalid);
  expect(await add(socket, 'notes', { notes: megabytes })).toMatchObject(invalid);
  expect(await ask(socket, 'todo:read', { list: megabytes, todo: '1' })).toMatchObject(invalid);
  expect(await ask(socket, megabytes, {})).toMatchObject(invalid);
  expect(socket.connected).toBe(true);
});

test('millions of items are counted, not judged', async () => {
  const server = await startServer();
  const socket = await connect(server);
  const tooLarge = { ok: false, problem: { code: 'too_large' } };
  const items = Array.from({ length: 500_000 }, () => ({}));
  expect(await ask(socket, 'todo:add', { op: 'many', list: 'inbox', todos: items })).toMatchObject(tooLarge);
  expect(await ask(socket, 'todo:complete', { op: 'many', list: 'inbox', todos: items })).toMatchObject(tooLarge);
  expect(await ask(socket, 'lists:read', items)).toMatchObject(invalid);
  await alive(server);
});

test('a frame beyond what the server reads closes its connection alone', async () => {
  const server = await startServer();
  const bystander = await connect(server);
  const socket = await connect(server);
  const gone = happened(socket, 'disconnect');
  socket.emit('todo:add', { op: 'huge', title: 'x'.repeat(8 * 1024 * 1024) }, () => undefined);
  await gone;
  expect(await add(bystander, 'milk')).toMatchObject({ ok: true });
  await alive(server);
});

test.each([
  // An event whose name is a number, and one without a name.
  ['420[5,{}]', '430[{"ok":false'],
  ['420[0]', '430[{"ok":false'],
  // A request whose acknowledgement is asked for under a very large number.
  ['429007199254740991["lists:read",{}]', '439007199254740991[{"ok":true'],
  // An acknowledgement of something that was never asked.
  ['430[{"ok":true}]', null],
  // A heartbeat that nobody asked for.
  ['3', null],
])('the frame %s is answered or passed over, and the connection stays', async (frame, answer) => {
  const server = await startServer();
  const raw = await rawSignedIn(server);
  raw.socket.send(frame);
  if (answer !== null) await raw.frame(answer);
  raw.socket.send('4277["lists:read",{}]');
  await raw.frame('4377[{"ok":true');
  await alive(server);
});

test.each([
  '420["disconnect"]',
  '420["connect_error",{}]',
  '420["newListener",{}]',
  '420["removeListener",{}]',
  '420[]',
  '420[{"toString":1},{}]',
  '420',
  '420[[[[[[',
  '42/admin,["lists:read",{}]',
  '4',
  '49',
  '4599999999-["todo:add",{"_placeholder":true,"num":0}]',
  '451-["todo:add",{"_placeholder":true,"num":7}]',
  '451-["todo:add",{"_placeholder":true,"num":-1}]',
  '45-1-[]',
  '9',
  'x',
  '',
])('the frame %j ends at most its own connection', async (frame) => {
  const server = await startServer();
  const raw = await rawSignedIn(server);
  raw.socket.send(frame);
  raw.socket.send(Buffer.alloc(64));
  raw.socket.send(frame);
  raw.socket.send('4277["lists:read",{}]');
  await Promise.race([raw.closed, raw.frame('4377[')]);
  await alive(server);
});
