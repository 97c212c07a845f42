/** A certificate that is renewed is served without a restart, and one that does not fit never. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect as connectTls, type PeerCertificate, type TLSSocket } from 'node:tls';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createLog } from '../src/log.ts';
import { readTlsFiles, type TlsPair, watchTlsFiles } from '../src/tlsFiles.ts';
import { hasOpenssl, makeCertificate } from './certificates.ts';
import { type ListeningServer, startServer } from './doors/fixtures.ts';
import { temporaryFolder } from './journal/fixtures.ts';

/** A connection that has shaken hands. */
function shakeHands({ url }: ListeningServer, options: object = {}): Promise<TLSSocket> {
  const { port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connectTls({ port: Number(port), host: '127.0.0.1', rejectUnauthorized: false, ...options }, () =>
      resolve(socket),
    );
    socket.on('error', reject);
    onTestFinished(() => void socket.destroy());
  });
}

/** The serial of the certificate that a new connection is shown. */
async function serial(server: ListeningServer): Promise<number> {
  const socket = await shakeHands(server);
  const certificate: PeerCertificate = socket.getPeerCertificate();
  socket.destroy();
  return Number.parseInt(certificate.serialNumber, 16);
}

/** Asks on a connection, and waits for the status. */
function ask(socket: TLSSocket): Promise<string> {
  return new Promise((resolve) => {
    socket.once('data', (data) => resolve(String(data).slice(0, 12)));
    socket.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n');
  });
}

/** A server that watches two files, as `main` has it watch them. */
async function watched(files: TlsPair) {
  const tls = await readTlsFiles(files);
  const server = await startServer(undefined, null, { tls });
  const told: string[] = [];
  const log = createLog('info', { write: (line: string) => told.push(JSON.parse(line).msg) });
  onTestFinished(
    watchTlsFiles({ files, current: tls, changed: (pair) => server.server.renewTls(pair), log, everyMs: 20 }),
  );
  return { server, told };
}

describe.skipIf(!hasOpenssl)('with openssl', () => {
  test('links that are swapped, as certbot does: new connections get the new one, old ones stay', async () => {
    const folder = temporaryFolder();
    const first = makeCertificate(folder, 1);
    const second = makeCertificate(folder, 2, 60);
    const files = { cert: join(folder, 'fullchain.pem'), key: join(folder, 'privkey.pem') };
    symlinkSync(first.cert, files.cert);
    symlinkSync(first.key, files.key);
    const { server, told } = await watched(files);
    const old = await shakeHands(server);
    expect(await ask(old)).toBe('HTTP/1.1 200');
    expect(await serial(server)).toBe(1);
    for (const name of ['cert', 'key'] as const) {
      symlinkSync(second[name], `${files[name]}.new`);
      renameSync(`${files[name]}.new`, files[name]);
    }
    await expect.poll(() => serial(server), { timeout: 5_000 }).toBe(2);
    expect(await ask(old)).toBe('HTTP/1.1 200');
    expect(told).toEqual(['another certificate is served from now on']);
    const headers = { authorization: `Bearer ${server.token}` };
    const scraped = await new Promise<string>((resolve) => {
      let text = '';
      old.on('data', (data) => {
        text += data;
        if (text.includes('certificate_expiry_timestamp_seconds ')) resolve(text);
      });
      old.write(`GET /metrics HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${headers.authorization}\r\n\r\n`);
    });
    const expiry = Number(/expiry_timestamp_seconds ([\d.e+]+)/.exec(scraped)?.[1]);
    expect(expiry * 1_000).toBeGreaterThan(Date.now() + 50 * 24 * 3_600_000);
  });

  test('files that are written in place, one after the other: the pair is taken when both fit', async () => {
    const folder = temporaryFolder();
    const files = makeCertificate(folder, 1);
    const second = makeCertificate(folder, 2);
    const { server, told } = await watched(files);
    copyFileSync(second.cert, files.cert);
    // Half of the renewal: a certificate without its key.
    await expect
      .poll(() => told, { timeout: 5_000 })
      .toContain('the files of the certificate cannot be used: the one before is served on');
    expect(await serial(server)).toBe(1);
    copyFileSync(second.key, files.key);
    await expect.poll(() => serial(server), { timeout: 5_000 }).toBe(2);
  });

  test.each<[string, (files: TlsPair) => void]>([
    ['is cut off', ({ cert }) => truncateSync(cert, 100)],
    ['is gone', ({ key }) => rmSync(key)],
    ['is no certificate', ({ cert, key }) => copyFileSync(key, cert)],
    ['is an empty certificate', ({ cert }) => truncateSync(cert)],
    ['is an empty key', ({ key }) => truncateSync(key)],
    ['is an empty pair', ({ cert, key }) => [cert, key].map((file) => truncateSync(file))],
  ])('what %s is told once, and the old one is served on', async (_, breakIt) => {
    const folder = temporaryFolder();
    const files = makeCertificate(folder, 1);
    const { server, told } = await watched(files);
    breakIt(files);
    await expect.poll(() => told.length, { timeout: 5_000 }).toBe(1);
    expect(await serial(server)).toBe(1);
    // However often it is looked at, it is told once.
    const good = makeCertificate(folder, 2);
    copyFileSync(good.cert, files.cert);
    copyFileSync(good.key, files.key);
    await expect.poll(() => serial(server), { timeout: 5_000 }).toBe(2);
    expect(told.slice(0, -1)).toEqual(['the files of the certificate cannot be used: the one before is served on']);
  });

  test('a chain of certificates, with words between, and a key with its parameters are a pair', async () => {
    const folder = temporaryFolder();
    const [ours, other] = [makeCertificate(folder, 1), makeCertificate(folder, 2)];
    const parameters = execFileSync('openssl', ['ecparam', '-name', 'prime256v1']);
    writeFileSync(ours.key, Buffer.concat([parameters, readFileSync(ours.key)]));
    const [first, second] = [ours, other].map(({ cert }) => readFileSync(cert, 'utf8'));
    const chain = { ...ours, cert: join(folder, 'chain.pem') };
    writeFileSync(chain.cert, `leaf\r\n${first}\r\nissuer\r\n${second}`);
    const { server, told } = await watched(chain);
    expect(await serial(server)).toBe(1);
    expect(told).toEqual([]);
    writeFileSync(chain.cert, `${second}${first}`);
    await expect(readTlsFiles(chain)).rejects.toThrow();
  });

  test('TLS older than 1.2 is refused', async () => {
    const { server } = await watched(makeCertificate(temporaryFolder(), 1));
    await expect(
      shakeHands(server, { maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'ALL@SECLEVEL=0' }),
    ).rejects.toThrow();
    const today = await shakeHands(server, { maxVersion: 'TLSv1.2' });
    expect(today.getProtocol()).toBe('TLSv1.2');
    expect(today.getCipher().name).toMatch(/^ECDHE/);
  });
});
