import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { hasOpenssl, makeCertificate } from '../../server/test/certificates.ts';
import { connect, signedIn } from '../src/client.ts';
import { openSandbox } from '../src/sandbox.ts';
import { tock } from '../src/tock.ts';
import { startServer } from '../src/tockd.ts';
import { until } from '../src/until.ts';

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

/** The serial of the certificate that a server shows. */
function serial(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
      resolve(Number.parseInt(socket.getPeerCertificate().serialNumber, 16));
      socket.destroy();
    });
    socket.on('error', reject);
  });
}

test.skipIf(!hasOpenssl)('the built server serves a certificate that was renewed, without a restart', async () => {
  const sandbox = openSandbox(onTestFinished);
  const folder = join(sandbox.home, 'certificates');
  mkdirSync(folder);
  const [files, renewed] = [makeCertificate(folder, 1), makeCertificate(folder, 2)];
  const server = await startServer(sandbox, { words: ['--tls-cert', files.cert, '--tls-key', files.key] });
  expect(await serial(server.port)).toBe(1);
  copyFileSync(renewed.key, files.key);
  copyFileSync(renewed.cert, files.cert);
  await until('the renewed one', async () => (await serial(server.port)) === 2, 30_000);
  expect(server.log()).not.toContain('PRIVATE KEY');
});
