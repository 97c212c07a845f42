import { randomIdentifier } from '@tock/shared';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { HostileConnection } from '../src/hostile/connection.ts';
import { headers } from '../src/hostile/http.ts';
import { complaints } from '../src/hostile/traces.ts';
import { INHERITED } from '../src/hostile/values.ts';
import { frame, opcodes, requestHead, upgradeHead } from '../src/hostile/wire.ts';
import { openSandbox } from '../src/sandbox.ts';
import { type Server, startServer } from '../src/tockd.ts';

// What has once brought down servers made of the same parts, each by its own bytes.

const sandbox = openSandbox(afterAll);
let server: Server;
let honest: HostileConnection;

const MEGABYTE = 1024 * 1024;
const binary = (bytes: Buffer) => frame(bytes, { opcode: opcodes.binary });

function dial(): HostileConnection {
  const connection = new HostileConnection(server.port);
  onTestFinished(() => connection.destroy(true));
  return connection;
}
async function connected(): Promise<HostileConnection> {
  const connection = dial();
  expect(await connection.upgrade()).toBe(true);
  return connection;
}
async function signedIn(): Promise<HostileConnection> {
  const connection = await connected();
  expect(await connection.signIn(server.token)).toBe(true);
  return connection;
}
/** Both doors of a WebSocket: anybody's, and that of those who have a token. */
const both = () => Promise.all([connected(), signedIn()]);

/** The server hangs up. */
const hangsUp = (connection: HostileConnection) => connection.until('the end', () => false);

/** The status with which an HTTP request is answered. */
async function statusOf(bytes: string): Promise<number | undefined> {
  const connection = dial();
  connection.write(bytes);
  await connection.until('an answer', () => connection.statuses.length > 0, 5_000);
  return connection.statuses[0];
}

/** The same server, never restarted, still stores and answers, and has nothing to complain of. */
async function expectServing(): Promise<void> {
  const request = { op: randomIdentifier(), list: 'inbox', todos: [{ title: 'fine' }] };
  expect(await honest.ask('todo:add', request)).toMatchObject({ ok: true, value: { changed: true } });
  expect(complaints(server.log())).toEqual([]);
}

beforeAll(async () => {
  server = await startServer(sandbox);
  honest = new HostileConnection(server.port);
  await honest.upgrade();
  await honest.signIn(server.token);
});
afterAll(() => honest.destroy(false));

test('CVE-2024-37890: an upgrade whose headers are past the limit is refused', async () => {
  const [first, ...others] = upgradeHead().split('\r\n').slice(0, -2);
  const late = [first, 'Host: 127.0.0.1', ...headers(70), ...others, '', ''].join('\r\n');
  expect(await statusOf(late)).toBeGreaterThanOrEqual(400);
  expect(await statusOf(requestHead('GET', '/hello', ['Host: 127.0.0.1', ...headers(5_000)]))).toBe(431);
  await expectServing();
});

test('CVE-2026-48779: a message in pieces without end is cut off, one that comes byte by byte is not', async () => {
  for (const connection of await both()) {
    connection.write(frame('4', { fin: false }));
    const more = frame('', { opcode: opcodes.continuation, fin: false });
    connection.write(Buffer.concat(Array.from({ length: 20_000 }, () => more)));
    await hangsUp(connection);
  }
  const patient = await signedIn();
  const bytes = patient.request('"lists:read"', '{}');
  for (const byte of bytes) patient.write(Buffer.of(byte));
  await patient.answered();
  await expectServing();
});

test('CVE-2026-45736: what comes back with a pong or a close is what was sent, or words', async () => {
  for (const connection of await both()) {
    connection.write(frame(Buffer.alloc(125, 'p'), { opcode: opcodes.ping }));
    connection.write(frame('3', { reserved: 7 }));
    await hangsUp(connection);
    const [pong, close] = connection.controls;
    expect(pong?.payload).toEqual(Buffer.alloc(125, 'p'));
    expect(close?.payload.subarray(2).toString('latin1')).toMatch(/^[ -~]*$/);
  }
  await expectServing();
});

test('CVE-2022-2421, CVE-2023-32695: an event whose name is no text, or whose bytes are no number, ends its connection', async () => {
  for (const packet of ['421[{"toString":"x"},{}]', '42[["todo:add"],{}]', '42[null]', '42[{"length":1}]']) {
    for (const connection of await both()) {
      connection.say(packet);
      await hangsUp(connection);
    }
  }
  for (const index of ['"splice"', '-1', '9', 'null', '{}']) {
    const connection = await signedIn();
    connection.say(`451-["todo:add",{"_placeholder":true,"num":${index}}]`);
    connection.write(binary(Buffer.alloc(4)));
    await hangsUp(connection);
  }
  await expectServing();
});

test('CVE-2026-33151: more attachments than anyone needs end a connection', async () => {
  for (const connection of await both()) {
    connection.say('45999999999-["todo:add",{"_placeholder":true,"num":0}]');
    await hangsUp(connection);
  }
  await expectServing();
});

test('CVE-2020-36049: five megabytes where a namespace, a number or a count is due', async () => {
  for (const packet of [
    `42/${'a'.repeat(5 * MEGABYTE)}`,
    `45${'1'.repeat(5 * MEGABYTE)}-["x"]`,
    `42${'9'.repeat(5 * MEGABYTE)}["x"`,
  ]) {
    const connection = await signedIn();
    connection.say(packet);
    await hangsUp(connection);
  }
  await expectServing();
});

test('CVE-2020-36048, CVE-2026-59725: long polling is not spoken, whatever is posted', async () => {
  for (const type of ['text/plain', 'application/octet-stream']) {
    const head = requestHead('POST', '/socket.io/?EIO=4&transport=polling', [
      'Host: 127.0.0.1',
      `Content-Type: ${type}`,
      `Content-Length: ${MEGABYTE}`,
    ]);
    expect(await statusOf(head + 'x'.repeat(MEGABYTE))).toBe(400);
  }
  expect(await statusOf(requestHead('GET', '/socket.io/?EIO=4&transport=polling', ['Host: 127.0.0.1']))).toBe(400);
  await expectServing();
});

test('CVE-2022-21676: broken frames in one piece with the upgrade', async () => {
  for (const options of [{ reserved: 7 }, { opcode: 15 }, { mask: null }, { announced: 2 ** 62 }]) {
    const connection = dial();
    connection.write(Buffer.concat([Buffer.from(upgradeHead()), frame('x', options)]));
    await connection.until('an answer', () => connection.statuses.length > 0);
  }
  await expectServing();
});

test('CVE-2022-41940: connections that are reset while they are being upgraded', async () => {
  for (let round = 0; round < 300; round += 1) {
    const connection = dial();
    connection.write(upgradeHead());
    if (round % 3 > 0) await connection.until('an answer', () => connection.statuses.length > 0);
    if (round % 3 > 1) connection.write(frame('40{}'));
    connection.destroy(true);
  }
  await expectServing();
});

test('CVE-2023-31125: transports that there are none of', async () => {
  for (const name of [...INHERITED, 'polling', 'webtransport', 'nothing', '']) {
    expect(await statusOf(upgradeHead(`/socket.io/?EIO=4&transport=${name}`)), name).toBe(400);
  }
  expect(await statusOf(upgradeHead('/socket.io/?EIO=4&transport=websocket&sid=__proto__'))).toBe(400);
  await expectServing();
});

test('CVE-2024-38355: an event called error is an event without a request', async () => {
  const connection = await signedIn();
  connection.write(connection.request('"error"', '{"message":"x"}'));
  connection.say('42["error"]');
  await connection.answered();
  await connection.until('the refusal', () => connection.texts.some((text) => text.startsWith('42["refused"')));
  await expectServing();
});
