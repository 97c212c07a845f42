import { PROTOCOL, requestSchemas } from '@tock/shared';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { ask, connect, type RawSocket, signedIn } from '../src/client.ts';
import { openSandbox } from '../src/sandbox.ts';
import { type Server, startServer } from '../src/tockd.ts';
import { until } from '../src/until.ts';

// Its end is registered while the file is read: within `beforeAll` it would be too late.
const sandbox = openSandbox(afterAll);
let server: Server;
let honest: RawSocket;
let count = 0;

beforeAll(async () => {
  server = await startServer(sandbox);
  honest = connect(server);
  await signedIn(honest);
});
afterAll(() => void honest.disconnect());

/** The same server, never restarted, still stores and answers. */
async function expectServing(): Promise<void> {
  count += 1;
  const outcome = await ask(honest, 'todo:add', { op: `honest-${count}`, list: 'inbox', todos: [{ title: 'fine' }] });
  expect(outcome).toMatchObject({ ok: true, value: { rev: count, changed: true } });
}

/** An answer, or null when the server rather closed the connection. */
function send(socket: RawSocket, event: string, payload: unknown): Promise<unknown> {
  return new Promise((resolve) => {
    socket.once('disconnect', () => resolve(null));
    socket.timeout(5_000).emit(event, payload, (error, answer) => resolve(error === null ? answer : 'no answer'));
  });
}

const nested = `${'['.repeat(5_000)}${']'.repeat(5_000)}`;
const payloads: Record<string, unknown> = {
  null: null,
  'a number': 17,
  'a text': 'todo',
  'an empty object': {},
  'an array': [[]],
  'wrong types everywhere': { op: 1, list: [], todos: 'x', todo: {}, set: 7, name: null, follow: 'yes', since: [] },
  'a prototype': JSON.parse('{"__proto__":{"ok":true},"op":"x","list":"inbox","todos":[{"title":"x"}]}'),
  'a constructor': { constructor: { prototype: { ok: true } }, op: 'x', list: '__proto__', todos: ['1'] },
  'a thenable': JSON.parse('{"then":"x","op":"x","list":"then","todos":["1"]}'),
  'a list that is not there': {
    op: 'x',
    list: 'toString',
    todos: [{ title: 'x' }],
    todo: '1',
    name: 'x',
    follow: true,
  },
  'a field more': { op: 'x', list: 'inbox', todos: [{ title: 'x', admin: true }] },
  'a title with a control': { op: 'x', list: 'inbox', todos: [{ title: 'a\u0007b' }] },
  'two megabytes of title': { op: 'x', list: 'inbox', todos: [{ title: 'x'.repeat(2 * 1024 * 1024) }] },
};

for (const [what, payload] of Object.entries(payloads)) {
  test(`R9: ${what} in place of a request is answered, and the server goes on`, async () => {
    const socket = connect(server);
    onTestFinished(() => void socket.disconnect());
    await signedIn(socket);
    for (const event of Object.keys(requestSchemas)) {
      if (event === 'lists:read' && what === 'an empty object') continue;
      expect(await send(socket, event, payload)).toMatchObject({ ok: false, problem: { code: expect.any(String) } });
    }
    expect(Reflect.get({}, 'ok')).toBe(undefined);
    await expectServing();
  });
}

test('R9: bytes in place of a request are refused, or end the connection that sent them', async () => {
  for (const event of Object.keys(requestSchemas)) {
    const socket = connect(server);
    onTestFinished(() => void socket.disconnect());
    await signedIn(socket);
    const answer = await send(socket, event, Buffer.alloc(64));
    if (answer !== null) expect(answer).toMatchObject({ ok: false });
  }
  await expectServing();
});

test('unknown events, reserved names and requests without a callback harm nobody', async () => {
  const socket = connect(server);
  onTestFinished(() => void socket.disconnect());
  await signedIn(socket);
  expect(await send(socket, 'todo:explode', {})).toMatchObject({ ok: false, problem: { code: 'invalid' } });
  for (const event of ['__proto__', 'constructor', 'toString', 'committed', 'x'.repeat(10_000)]) {
    expect(await send(socket, event, {})).toMatchObject({ ok: false });
  }
  const received = await sendFrames(
    [signIn(), '42["todo:add",{"op":"x","list":"inbox","todos":[{"title":"x"}]}]', '42["lists:read",{},"no function"]'],
    (frame) => frame.includes('"refused"') && frame.includes('lists:read'),
  );
  expect(received.filter((frame) => frame.includes('"refused"'))).toHaveLength(2);
  await expectServing();
});

test('a frame of eight megabytes ends its own connection and no other', async () => {
  const socket = connect(server);
  onTestFinished(() => void socket.disconnect());
  await signedIn(socket);
  const big = { op: 'x', list: 'inbox', todos: [{ title: 'x'.repeat(8 * 1024 * 1024) }] };
  expect(await send(socket, 'todo:add', big)).toBe(null);
  await expectServing();
});

/**
 * Sends frames as they stand and answers with those that came back. A sign-in is waited for, so that what follows it
 * reaches the handlers; then the connection is closed, at the latest when `enough` came back.
 */
async function sendFrames(
  frames: readonly (string | Uint8Array<ArrayBuffer>)[],
  enough: (frame: string) => boolean = () => true,
): Promise<string[]> {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
  onTestFinished(() => socket.close());
  const received: string[] = [];
  let closed = false;
  socket.addEventListener('message', ({ data }) => received.push(String(data)));
  socket.addEventListener('close', () => {
    closed = true;
  });
  await until('the greeting', () => received.length > 0);
  for (const frame of frames) {
    const before = received.length;
    socket.send(frame);
    if (frame === signIn()) await until('the sign-in', () => closed || received.slice(before).some(isSignInAnswer));
  }
  await until('what was waited for', () => closed || received.some(enough));
  socket.close();
  await until('the end of the connection', () => closed);
  return received;
}

const isSignInAnswer = (frame: string) => frame.startsWith('40') || frame.startsWith('44') || frame.startsWith('42');
const signIn = () => `40${JSON.stringify({ token: server.token, protocol: PROTOCOL })}`;
const frames: Record<string, () => (string | Uint8Array<ArrayBuffer>)[]> = {
  'nothing that is a packet': () => ['', 'x', '9', '\u0000', '{}'],
  'broken packets before sign-in': () => ['40{', '42["todo:add"', '42', '4', '42["todo:add",{}]', '43[]'],
  'broken packets after sign-in': () => [
    signIn(),
    '42{',
    '42[]',
    '42[17]',
    '42[null]',
    '42["todo:add"',
    '421["connect"]',
  ],
  'an event name that is no text': () => [signIn(), '421[{"toString":1},{}]', '422[["todo:add"],{}]', '423[true,{}]'],
  'reserved event names': () => [signIn(), '421["disconnect",{}]', '422["connect_error",{}]', '423["newListener",{}]'],
  'bytes announced and not sent': () => [signIn(), '451-["todo:add",{"_placeholder":true,"num":0}]', '42["x"]'],
  'more bytes announced than anyone has': () => [signIn(), '459999999-["todo:add",{"_placeholder":true,"num":9}]'],
  'bytes that nobody announced': () => [signIn(), new Uint8Array(1024), new Uint8Array(0)],
  'another namespace': () => ['40/admin,{}', '42/admin,["todo:add",{}]', '40/__proto__,{}'],
  'signing in twice and out twice': () => [signIn(), signIn(), '41', '41', '42["todo:add",{}]'],
  'a sign-in that is no object': () => ['40[]', '40"x"', '40null', '40{"token":{"$ne":1}}'],
  'a frame of two megabytes before sign-in': () => [`40${JSON.stringify({ token: 'x'.repeat(2 * 1024 * 1024) })}`],
  'a frame of eight megabytes before sign-in': () => ['x'.repeat(8 * 1024 * 1024)],
  'arrays in arrays, 5,000 deep, before sign-in': () => [`40${nested}`, `40{"token":${nested}}`],
  'arrays in arrays, 5,000 deep, after sign-in': () => [
    signIn(),
    ...Object.keys(requestSchemas).map((event, index) => `42${index}["${event}",${nested}]`),
    ...Object.keys(requestSchemas).map((event, index) => `42${index}["${event}",{"op":${nested},"todos":${nested}}]`),
  ],
};

for (const [what, make] of Object.entries(frames)) {
  test(`frames: ${what}: the server goes on`, async () => {
    await sendFrames(make());
    await expectServing();
  });
}
