/** `tockd health`, run for real against servers that answer one thing or another. */
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** How the program ends, with nothing of ours in its environment. */
function health(environment: Record<string, string>): Promise<{ code: number | null; stderr: string }> {
  const child = spawn(process.execPath, [MAIN, 'health'], { env: environment, stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stderr })));
}

/** A server on a free port whose readiness has this status. */
async function answering(status: number): Promise<string> {
  const server = createServer((request, response) => {
    response.statusCode = request.url === '/readyz' ? status : 500;
    response.end('the \u001b[31mreason');
  });
  onTestFinished(() => void server.close());
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? String(address.port) : '');
    });
  });
}

test('ready is 0 and nothing is said; every address of the machine is asked here', async () => {
  const port = await answering(200);
  for (const host of ['127.0.0.1', '0.0.0.0']) {
    expect(await health({ TOCKD_HOST: host, TOCKD_PORT: port, TOCKD_INSECURE: '1' })).toEqual({ code: 0, stderr: '' });
  }
});

test('not ready is 1, in two lines that no terminal obeys', async () => {
  const { code, stderr } = await health({ TOCKD_PORT: await answering(503) });
  expect(code).toBe(1);
  expect(stderr.trim().split('\n')).toHaveLength(2);
  expect(stderr).toContain('answers 503');
  expect(stderr).not.toContain('\u001b');
});

test('nobody there is 1; a port that nobody can know is 2', async () => {
  expect(await health({ TOCKD_PORT: '1' })).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('does not answer'),
  });
  expect(await health({})).toMatchObject({ code: 2 });
});
