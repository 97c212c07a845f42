/** `tockd health` of a server with TLS: its own certificate is trusted, whatever name it is for, and no other. */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { makeCertificate } from '../src/certificate.ts';
import { freePort } from '../src/freePort.ts';
import { programs } from '../src/programs.ts';
import { openSandbox } from '../src/sandbox.ts';
import { tools } from '../src/tools.ts';

describe.skipIf(!tools.openssl)('with openssl', () => {
  test('its own certificate, for another name, and the certificate of somebody else', async () => {
    const sandbox = openSandbox(onTestFinished);
    const certificateIn = (name: string) => {
      const home = join(sandbox.home, name);
      mkdirSync(home);
      return makeCertificate({ ...sandbox, home }, ['todo.example.net']);
    };
    const [ours, other] = [certificateIn('ours'), certificateIn('other')];
    const server = createServer({ cert: readFileSync(ours.cert), key: readFileSync(ours.key) }, (_, response) => {
      response.end();
    });
    onTestFinished(() => void server.close());
    const port = await freePort();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    const health = ({ cert, key }: typeof ours) => {
      const environment = { TOCKD_HOST: '0.0.0.0', TOCKD_PORT: String(port), TOCKD_TLS_CERT: cert, TOCKD_TLS_KEY: key };
      const child = spawn(process.execPath, [programs.tockd, 'health'], {
        env: { ...sandbox.environment, ...environment },
        stdio: 'ignore',
      });
      return new Promise((resolve) => child.on('exit', resolve));
    };
    expect(await health(ours)).toBe(0);
    expect(await health(other)).toBe(1);
  });
});
