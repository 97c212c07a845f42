import { expect, onTestFinished, test } from 'vitest';
import { connect, signedIn } from '../src/client.ts';
import { openSandbox } from '../src/sandbox.ts';
import { tock } from '../src/tock.ts';
import { startServer } from '../src/tockd.ts';

// What is loaded only when it is needed is there in the built program, too.

test('the built server tells its metrics, is ready, and counts what it stored', async () => {
  const sandbox = openSandbox(onTestFinished);
  const server = await startServer(sandbox);
  expect(await tock(sandbox, ['add', 'milk'], { environment: server.client })).toMatchObject({ code: 0 });
  const headers = { authorization: `Bearer ${server.token}` };
  const text = await (await fetch(`${server.url}/metrics`, { headers })).text();
  expect(text).toContain('tock_requests_total{request="todo:add",outcome="ok"} 1');
  expect(text).toMatch(/^tock_store_transactions_total\{outcome="written"\} [1-9]/m);
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
});

test('R12: the built server lets an address wait that fails to sign in, and goes on with who is signed in', async () => {
  const sandbox = openSandbox(onTestFinished);
  const server = await startServer(sandbox, { words: ['--failed-sign-ins', '3', '--requests-per-second', '1000'] });
  const honest = connect(server);
  onTestFinished(() => void honest.disconnect());
  await signedIn(honest);
  const codes: unknown[] = [];
  for (let times = 0; times < 6; times += 1) {
    const socket = connect({ url: server.url, token: 'tock_wrong' });
    onTestFinished(() => void socket.disconnect());
    await signedIn(socket).catch((error: Error & { data?: { code?: string } }) => codes.push(error.data?.code));
  }
  expect(codes).toEqual([...Array(3).fill('unauthenticated'), ...Array(3).fill('rate_limited')]);
  expect(await tock(sandbox, ['add', 'milk'], { environment: server.client })).toMatchObject({ code: 0 });
  expect(server.log()).not.toContain(server.token);
});
