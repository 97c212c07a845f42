/** Where to connect: what is said about the server, judged before anything is sent, and the folders of tock. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failure } from '@tock/shared';
import { expect, onTestFinished, test } from 'vitest';
import { type EndpointSettings, resolverOf } from '../../src/client/endpoint.ts';
import { pathsOf } from '../../src/paths.ts';

const token = `tock_${'a'.repeat(43)}`;

function resolve(settings: Partial<EndpointSettings>) {
  const local = () => Promise.resolve(failure('unreachable', 'local'));
  return resolverOf({ server: null, tokenFile: null, token: null, ...settings }, local)();
}

async function file(content: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tock-token-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'token'), content, { mode: 0o600 });
  return join(folder, 'token');
}

test('without a server it is the one of this machine', async () => {
  expect(await resolve({})).toMatchObject({ problem: { message: 'local' } });
});

test('a token without a server is invalid', async () => {
  expect(await resolve({ token })).toMatchObject({ problem: { code: 'invalid' } });
  expect(await resolve({ tokenFile: '/nowhere' })).toMatchObject({ problem: { code: 'invalid' } });
});

test('a named server is reached with the token given, which no serialisation shows', async () => {
  const outcome = await resolve({ server: 'https://tock.example:8443/team', token });
  expect(outcome).toMatchObject({
    ok: true,
    value: { url: 'https://tock.example:8443/team', place: 'tock.example:8443' },
  });
  expect(outcome.ok && outcome.value.token()).toBe(token);
  expect(JSON.stringify(outcome)).not.toContain(token);
});

test.each(['http://127.0.0.1:4000', 'http://[::1]:4000', 'http://localhost:4000'])(
  'plain loopback is allowed: %s',
  async (server) => {
    expect(await resolve({ server, token })).toMatchObject({ ok: true });
  },
);

test.each(['http://tock.example', 'http://127.0.0.1.example', 'http://10.0.0.1', 'http://localhost.example'])(
  'plain http to another machine is refused without insecure: %s',
  async (server) => {
    expect(await resolve({ server, token })).toMatchObject({
      problem: { code: 'invalid', message: expect.stringContaining('unencrypted') },
    });
    expect(await resolve({ server, token, insecure: true })).toMatchObject({ ok: true });
  },
);

test.each(['tock.example', 'ftp://tock.example', 'https://tock.example?x=1', 'https://', ''])(
  'not an address: %s',
  async (server) => {
    expect(await resolve({ server, token })).toMatchObject({ problem: { code: 'invalid' } });
  },
);

test('a secret in the address is refused and not repeated', async () => {
  const outcome = await resolve({ server: 'https://ana:secret@tock.example', token });
  expect(outcome).toMatchObject({ problem: { code: 'invalid' } });
  expect(JSON.stringify(outcome)).not.toContain('secret');
});

test('a token file holds the token alone or as JSON', async () => {
  const server = 'https://tock.example';
  for (const content of [`${token}\n`, JSON.stringify({ device: 'd', token })]) {
    const outcome = await resolve({ server, tokenFile: await file(content) });
    expect(outcome.ok && outcome.value.token()).toBe(token);
  }
  for (const content of ['', 'hunter2', '{', '{"token":7}']) {
    const outcome = await resolve({ server, tokenFile: await file(content) });
    expect(outcome).toMatchObject({ problem: { code: 'invalid' } });
    expect(JSON.stringify(outcome)).not.toContain('hunter2');
  }
  expect(await resolve({ server, tokenFile: '/nowhere/at/all' })).toMatchObject({
    problem: { code: 'invalid', message: expect.stringContaining('ENOENT') },
  });
});

test('no token is not signed in; a thing that is none is invalid and not repeated', async () => {
  expect(await resolve({ server: 'https://tock.example' })).toMatchObject({ problem: { code: 'unauthenticated' } });
  const outcome = await resolve({ server: 'https://tock.example', token: 'hunter2' });
  expect(outcome).toMatchObject({ problem: { code: 'invalid' } });
  expect(JSON.stringify(outcome)).not.toContain('hunter2');
});

test('the folders follow XDG, each with its default, and a relative one is ignored', () => {
  expect(pathsOf({}, '/home/ana')).toEqual({
    config: '/home/ana/.config/tock',
    data: '/home/ana/.local/share/tock',
    state: '/home/ana/.local/state/tock',
    runtime: '/home/ana/.local/state/tock/run',
    runtimeFile: '/home/ana/.local/state/tock/run/server.json',
    dataRuntimeFile: '/home/ana/.local/share/tock/server.json',
    startLock: '/home/ana/.local/share/tock/start.lock',
    serverLog: '/home/ana/.local/state/tock/tockd.log',
  });
  expect(
    pathsOf({ XDG_RUNTIME_DIR: '/run/user/1', XDG_STATE_HOME: 'here', XDG_CONFIG_HOME: '/c' }, '/h'),
  ).toMatchObject({
    config: '/c/tock',
    state: '/h/.local/state/tock',
    runtime: '/run/user/1/tock',
  });
});
