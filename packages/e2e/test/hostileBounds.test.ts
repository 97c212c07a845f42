import { randomIdentifier } from '@tock/shared';
import { expect, onTestFinished, test } from 'vitest';
import { peakMegabytes, residentMegabytes } from '../src/growth/processes.ts';
import { HostileConnection } from '../src/hostile/connection.ts';
import { complaints } from '../src/hostile/traces.ts';
import { frame, opcodes, requestHead, SOCKET_PATH, upgradeHead } from '../src/hostile/wire.ts';
import { report } from '../src/measure.ts';
import { openSandbox } from '../src/sandbox.ts';
import { type Server, startServer } from '../src/tockd.ts';

// Those who ask for too much at once, send and never read, or announce and never finish. A server of its own for each,
// because what it keeps for them is measured.

/** What a server may take for all of them, in megabytes. */
const MOST_MEGABYTES = 250;
const MEGABYTE = 1024 * 1024;

async function start(): Promise<Server> {
  return startServer(openSandbox(onTestFinished));
}

async function connected({ port }: Server): Promise<HostileConnection> {
  const connection = new HostileConnection(port);
  onTestFinished(() => connection.destroy(true));
  expect(await connection.upgrade()).toBe(true);
  return connection;
}

async function signedIn(server: Server): Promise<HostileConnection> {
  const connection = await connected(server);
  expect(await connection.signIn(server.token)).toBe(true);
  return connection;
}

/** The server, never restarted, serves somebody new, and has nothing to complain of. */
async function expectServing(server: Server): Promise<void> {
  const honest = await signedIn(server);
  const request = { op: randomIdentifier(), list: 'inbox', todos: [{ title: 'fine' }] };
  expect(await honest.ask('todo:add', request)).toMatchObject({ ok: true, value: { changed: true } });
  expect(complaints(server.log())).toEqual([]);
}

const times = (count: number, bytes: Buffer) => Buffer.concat(Array.from({ length: count }, () => bytes));
const welcomes = ({ texts }: HostileConnection) => texts.filter((text) => text.startsWith('42["welcomed"'));

test.each([1_000, 130_000, 1_000_000])(
  'R9: an event with %i arguments ends at most its own connection',
  async (count) => {
    const server = await start();
    const connection = await signedIn(server);
    connection.say(`421["lists:read"${',0'.repeat(count)}]`);
    await connection.until('an answer', () => connection.texts.some((text) => text.startsWith('431[')));
    await expectServing(server);
  },
);

test('R12: nobody takes over a connection by its number, and whoever tries is answered', async () => {
  const server = await start();
  const connection = await signedIn(server);
  const { sid }: { sid: string } = JSON.parse(connection.texts[0]?.slice(1) ?? '');
  const path = `${SOCKET_PATH}&sid=${sid}`;
  const attempts = [
    upgradeHead(path),
    upgradeHead(path.replace('sid=', '%73id=')),
    upgradeHead(path, ['Origin: https://evil.example']),
    requestHead('GET', path, ['Host: 127.0.0.1']),
  ];
  for (const attempt of attempts) {
    const thief = new HostileConnection(server.port);
    onTestFinished(() => thief.destroy(true));
    thief.write(attempt);
    await thief.until('an answer', () => thief.statuses.length > 0, 5_000);
    expect(thief.statuses[0] ?? 400).toBeGreaterThanOrEqual(400);
  }
  expect(await connection.ask('lists:read', {})).toMatchObject({ ok: true });
});

test('R12: who signs in a hundred times at once is signed in once', async () => {
  const server = await start();
  const connection = await connected(server);
  connection.write(times(100, frame(`40${JSON.stringify({ token: server.token, protocol: 1 })}`)));
  await connection.until('a welcome', () => welcomes(connection).length > 0);
  await expectServing(server);
  expect(welcomes(connection).length).toBeLessThanOrEqual(1);
});

test('R4: a list that is opened two hundred times at once is answered as often, without a word in the log', async () => {
  const server = await start();
  const connection = await signedIn(server);
  const open = () => connection.request('"list:open"', '{"list":"inbox","follow":true}');
  connection.write(Buffer.concat(Array.from({ length: 200 }, open)));
  await connection.answered();
  await expectServing(server);
});

/** Sends the same bytes many times to a connection that reads nothing, and says how much the server took for it. */
async function flood(server: Server, connection: HostileConnection, bytes: Buffer, count: number): Promise<number> {
  const before = residentMegabytes(server.pid);
  const block = times(1_000, bytes);
  connection.deaf(true);
  for (let sent = 0; sent < count; sent += 1_000) {
    // The heartbeat of Engine.IO is answered unheard.
    connection.write(sent % 50_000 === 0 ? Buffer.concat([block, frame('3')]) : block);
    // Cut, as it should be in the end.
    if (!(await connection.sent())) break;
  }
  await expectServing(server);
  return Math.round(peakMegabytes(server.pid) - before);
}

const ping = frame(Buffer.alloc(125), { opcode: opcodes.ping });
for (const [what, bytes, count] of [
  ['pings', ping, 500_000],
  ['sign-ins without a token', frame('40{}'), 150_000],
  ['other namespaces', frame('40/nowhere,{}'), 500_000],
] as const) {
  test(`R12: ${count} ${what} before any sign-in, from one who never reads`, async () => {
    const server = await start();
    const grown = await flood(server, await connected(server), bytes, count);
    report(`memory for ${what} before sign-in`, `${grown} MB`);
    expect(grown).toBeLessThan(MOST_MEGABYTES);
  });
}
for (const [what, bytes, count] of [
  ['pings', ping, 500_000],
  ['requests', frame('421["lists:read",{}]'), 30_000],
  ['requests without a callback', frame('42["lists:read",{}]'), 30_000],
] as const) {
  test(`R9: ${count} ${what} from one who signed in and never reads`, async () => {
    const server = await start();
    const grown = await flood(server, await signedIn(server), bytes, count);
    report(`memory for ${what} after sign-in`, `${grown} MB`);
    expect(grown).toBeLessThan(MOST_MEGABYTES);
  });
}

test('CVE-2026-33151: attachments that are announced, sent but for the last, and kept waiting', async () => {
  const server = await start();
  const before = residentMegabytes(server.pid);
  const attachment = frame(Buffer.alloc(5 * MEGABYTE), { opcode: opcodes.binary });
  for (let connections = 0; connections < 8; connections += 1) {
    const connection = await connected(server);
    connection.say('4510-["todo:add",{"_placeholder":true,"num":0}]');
    for (let sent = 0; sent < 9; sent += 1) {
      connection.write(attachment);
      await connection.sent();
    }
  }
  await expectServing(server);
  const grown = Math.round(peakMegabytes(server.pid) - before);
  report('memory for attachments', `${grown} MB`);
  expect(grown).toBeLessThan(MOST_MEGABYTES);
});
