/** A program that behaves as tockd does towards the clients of its machine, and misbehaves where the environment says so. */
import { createHash, createHmac } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    'runtime-file': { type: 'string', default: '' },
    'data-dir': { type: 'string', default: '' },
    'idle-exit': { type: 'string', default: '' },
  },
});
const { 'runtime-file': runtimeFile, 'data-dir': data } = values;
const environment = process.env;
mkdirSync(data, { recursive: true });
appendFileSync(join(data, 'starts'), `${process.pid} ${values['idle-exit']} ${environment.TOCK_TOKEN ?? 'none'}\n`);

if (environment.FAKE_FAILS === '1') {
  process.stderr.write('{"level":30,"msg":"starting"}\ntockd: the store is damaged\n  restore it from a backup\n');
  process.exit(1);
}

if (environment.FAKE_ONE === '1' && existsSync(runtimeFile)) {
  process.stderr.write('tockd: another tockd uses the store\n  stop it first\n');
  process.exit(1);
}

const version = environment.FAKE_VERSION ?? '1.0.0';
const device = 'bcdfghjklmnp';
const token = `tock_${'a'.repeat(43)}`;
const tokenFile = join(data, 'credentials.json');
const store = `sqlite:${join(data, 'tock.db')}`;
const key = createHash('sha256').update(token).digest('base64url');

const server = createServer((request, response) => {
  const { searchParams } = new URL(request.url ?? '', 'http://localhost');
  const nonce = searchParams.get('nonce') ?? '';
  const proof =
    searchParams.get('device') === device ? createHmac('sha256', key).update(nonce).digest('base64url') : null;
  const protocol = Number(environment.FAKE_PROTOCOL ?? 1);
  const connections = Number(environment.FAKE_CONNECTIONS ?? 0);
  response.end(JSON.stringify({ name: 'tockd', version, protocol, pid: process.pid, connections, store, proof }));
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  writeFileSync(tokenFile, JSON.stringify({ device, token }), { mode: 0o600 });
  const content = { pid: process.pid, url, version, store, device, tokenFile };
  for (const path of [runtimeFile, join(data, 'server.json')])
    writeFileSync(path, JSON.stringify(content), { mode: 0o600 });
});
process.on('SIGTERM', () => {
  for (const path of [runtimeFile, join(data, 'server.json')]) rmSync(path, { force: true });
  process.exit(0);
});
// A test that dies leaves no server behind.
setTimeout(() => process.exit(0), 60_000);
