import { expect, onTestFinished, test } from 'vitest';
import { report } from '../src/measure.ts';
import { openProxy } from '../src/proxy.ts';
import { openSandbox, type Sandbox } from '../src/sandbox.ts';
import { openTerminal } from '../src/terminal.ts';
import { follow, tock, tockJson } from '../src/tock.ts';
import { startServer } from '../src/tockd.ts';

async function openNetwork(sandbox: Sandbox) {
  const server = await startServer(sandbox);
  const proxy = await openProxy(sandbox, server);
  return { server, proxy, through: { ...server.client, TOCK_SERVER: proxy.url } };
}

test('an unplugged screen says so, sends nothing later, and catches up', async () => {
  const sandbox = openSandbox(onTestFinished);
  const { server, proxy, through } = await openNetwork(sandbox);
  await tock(sandbox, ['add', 'before'], { environment: server.client });
  const terminal = openTerminal(sandbox, { environment: through });
  await terminal.waitFor('● live');
  await terminal.waitFor('before');
  proxy.set('refuse');
  proxy.cut();
  await terminal.waitFor(/reconnecting|offline/i);
  terminal.type('a');
  terminal.type('typed while unplugged\r');
  terminal.type('\u001b');
  for (const title of ['meanwhile one', 'meanwhile two']) {
    await tock(sandbox, ['add', title], { environment: server.client });
  }
  proxy.set('pass');
  await terminal.waitFor('meanwhile two', 20_000);
  await terminal.waitFor(/caught up/i);
  await terminal.waitFor('● live');
  const todos = await tockJson<{ title: string }[]>(sandbox, ['ls'], { environment: server.client });
  expect(todos.map(({ title }) => title)).toEqual(['before', 'meanwhile one', 'meanwhile two']);
});

test('a black hole, without an end or a reset, is noticed', async () => {
  const sandbox = openSandbox(onTestFinished);
  const { server, proxy, through } = await openNetwork(sandbox);
  const terminal = openTerminal(sandbox, { environment: through });
  await terminal.waitFor('● live');
  proxy.set('swallow');
  const swallowed = performance.now();
  await terminal.waitFor(/reconnecting|offline|stale|no answer/i, 20_000);
  report('a black hole → the screen says so', `${(performance.now() - swallowed).toFixed(0)} ms`);
  // Ten seconds, and a little for a busy machine.
  expect(performance.now() - swallowed).toBeLessThan(11_500);
  // Commands have a deadline of their own. Nobody was ever reached: certainly not stored.
  const started = performance.now();
  expect(await tock(sandbox, ['add', '--timeout', '1s', 'milk'], { environment: through })).toMatchObject({ code: 3 });
  expect(performance.now() - started).toBeLessThan(4_000);
  proxy.set('pass');
  proxy.cut();
  await terminal.waitFor('● live', 20_000);
  expect(await tockJson(sandbox, ['ls'], { environment: server.client })).toEqual([]);
});

test('a connection that is deaf in one direction is noticed, left, and nothing is missed', async () => {
  const sandbox = openSandbox(onTestFinished);
  const { server, proxy, through } = await openNetwork(sandbox);
  const terminal = openTerminal(sandbox, { environment: through });
  await terminal.waitFor('● live');
  // From its next heartbeat on the screen hears nothing; the server goes on hearing the screen.
  await proxy.swallowAfter('"heartbeat"');
  await tock(sandbox, ['add', 'said to the deaf'], { environment: server.client });
  await terminal.waitFor('said to the deaf', 11_500);
});

test('a server that stands still: the deadline holds, and the same op is one todo when it goes on', async () => {
  const sandbox = openSandbox(onTestFinished);
  const server = await startServer(sandbox);
  const { client: environment } = server;
  await tock(sandbox, ['add', 'before'], { environment });
  process.kill(server.pid, 'SIGSTOP');
  const words = ['add', '--op', 'once', '--timeout', '1s', 'milk'];
  const run = await tock(sandbox, words, { environment });
  expect([3, 7]).toContain(run.code);
  expect(run.milliseconds).toBeLessThan(4_000);
  process.kill(server.pid, 'SIGCONT');
  expect(await tock(sandbox, words, { environment })).toMatchObject({ code: 0 });
  const todos = await tockJson<{ title: string }[]>(sandbox, ['ls'], { environment });
  expect(todos.map(({ title }) => title)).toEqual(['before', 'milk']);
});

test('exit 3: never sent, certainly not stored', async () => {
  const sandbox = openSandbox(onTestFinished);
  const { server, proxy, through } = await openNetwork(sandbox);
  proxy.set('refuse');
  const run = await tock(sandbox, ['add', '--timeout', '3s', 'milk'], { environment: through });
  expect(run).toMatchObject({ code: 3, stdout: '' });
  expect(await tockJson(sandbox, ['ls'], { environment: server.client })).toEqual([]);
});

test('exit 7: sent and not confirmed; run again with the printed op it is one todo', async () => {
  const sandbox = openSandbox(onTestFinished);
  const { server, proxy, through } = await openNetwork(sandbox);
  // The client is greeted, sends, and never hears from the server again.
  void proxy.swallowAfter('"welcomed"');
  const run = await tock(sandbox, ['add', '--json', '--timeout', '3s', 'milk'], { environment: through });
  expect(run).toMatchObject({ code: 7, stdout: '' });
  const { error }: { error: { op: string; retryable: boolean } } = JSON.parse(run.stderr);
  expect(error.retryable).toBe(true);
  const again = await tockJson<{ rev: number }>(sandbox, ['add', '--op', error.op, 'milk'], {
    environment: server.client,
  });
  expect(again.rev).toBe(1);
  expect(await tockJson<unknown[]>(sandbox, ['ls'], { environment: server.client })).toHaveLength(1);
});

test('R4: a stream goes on without a gap across cuts', async () => {
  const sandbox = openSandbox(onTestFinished);
  const { server, proxy, through } = await openNetwork(sandbox);
  await tock(sandbox, ['add', 'todo 0'], { environment: server.client });
  const { epoch } = await tockJson<{ epoch: string }>(sandbox, ['add', 'todo 1'], { environment: server.client });
  const stream = follow(sandbox, ['watch', '--json', '--since', `${epoch}:0`], { environment: through });
  await stream.line((line) => line.includes('todo 1'));
  for (let round = 2; round < 6; round += 1) {
    proxy.cut();
    await tock(sandbox, ['add', `todo ${round}`], { environment: server.client });
    await stream.line((line) => line.includes(`todo ${round}`), 15_000);
  }
  expect(stream.lines.map((line) => JSON.parse(line).rev)).toEqual([1, 2, 3, 4, 5, 6]);
});

test('R4: a commit that got lost on the way is noticed by the next heartbeat, and asked for', async () => {
  const sandbox = openSandbox(onTestFinished);
  const { server, proxy, through } = await openNetwork(sandbox);
  const { epoch } = await tockJson<{ epoch: string }>(sandbox, ['add', 'todo 1'], { environment: server.client });
  const stream = follow(sandbox, ['watch', '--json', '--since', `${epoch}:0`], { environment: through });
  await stream.line((line) => line.includes('todo 1'));
  proxy.drop(1);
  await tock(sandbox, ['add', 'todo 2'], { environment: server.client });
  await stream.line((line) => line.includes('todo 2'), 15_000);
  expect(stream.lines.map((line) => JSON.parse(line).rev)).toEqual([1, 2]);
});
