/** `tockd health` of a server with TLS: what counts is the answer, whatever the files of the certificate say by now. */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { createServer } from 'node:https';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { makeCertificate } from '../src/certificate.ts';
import { freePort } from '../src/freePort.ts';
import { programs } from '../src/programs.ts';
import { openSandbox } from '../src/sandbox.ts';
import { tools } from '../src/tools.ts';

describe.skipIf(!tools.openssl)('with openssl', () => {
  test('a certificate for another name, one that was renewed, and files that are broken or gone', async () => {
    const sandbox = openSandbox(onTestFinished);
    const certificateIn = (name: string) => {
      const home = join(sandbox.home, name);
      mkdirSync(home);
      return makeCertificate({ ...sandbox, home }, ['todo.example.net']);
    };
    const [served, renewed] = [certificateIn('served'), certificateIn('renewed')];
    let status = 200;
    const server = createServer({ cert: readFileSync(served.cert), key: readFileSync(served.key) }, (_, response) => {
      response.writeHead(status).end();
    });
    onTestFinished(() => void server.close());
    const port = await freePort();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    const health = ({ cert, key }: typeof served) => {
      const environment = { TOCKD_HOST: '0.0.0.0', TOCKD_PORT: String(port), TOCKD_TLS_CERT: cert, TOCKD_TLS_KEY: key };
      const child = spawn(process.execPath, [programs.tockd, 'health'], {
        env: { ...sandbox.environment, ...environment },
        stdio: 'ignore',
      });
      return new Promise((resolve) => child.on('exit', resolve));
    };
    expect(await health(served)).toBe(0);
    expect(await health(renewed)).toBe(0);
    truncateSync(renewed.cert, 100);
    expect(await health(renewed)).toBe(0);
    rmSync(renewed.cert);
    expect(await health(renewed)).toBe(0);
    status = 503;
    expect(await health(served)).toBe(1);
  });
});
