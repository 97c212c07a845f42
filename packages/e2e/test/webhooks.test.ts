/** Webhooks of the real server: from the command line and over HTTP, and under everything that receivers and crashes do. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { report } from '../src/measure.ts';
import { operate } from '../src/operation.ts';
import { chooseSeed } from '../src/random.ts';
import { openSandbox } from '../src/sandbox.ts';
import { tock, tockJson } from '../src/tock.ts';
import { startServer } from '../src/tockd.ts';
import { until } from '../src/until.ts';
import { webhookFaults } from '../src/webhookFaults.ts';
import { Receiver } from '../src/webhooks/receiver.ts';

const KILLS = 6;

test(`R1 R4: ${KILLS} kills and bad receivers later, each receiver has every revision once, in order, signed`, {
  timeout: 120_000,
}, async () => {
  const seed = chooseSeed();
  const findings = await webhookFaults(openSandbox(onTestFinished), { kills: KILLS, seed });
  report(`webhooks, SEED=${seed}`, findings.inOneLine());
  expect(findings.violations, `SEED=${seed}`).toEqual([]);
  expect(findings.counts.accepted).toBeGreaterThan(KILLS);
});

async function openReceiver(): Promise<Receiver> {
  const receiver = new Receiver();
  await receiver.open();
  onTestFinished(() => receiver.vanish());
  return receiver;
}

interface Made {
  webhook: { id: string; secret: string };
}

/** What REST answers, as far as this looks at it. */
interface Answered extends Made {
  list: string;
  changed: boolean;
  webhooks: { id: string; state: string; rev: number }[];
}

test('a webhook from the command line: made, listed, stopped by 410, resumed, removed; its secret is stored nowhere', async () => {
  const sandbox = openSandbox(onTestFinished);
  const server = await startServer(sandbox, { words: ['--webhook-private-targets', '--log-level', 'trace'] });
  const environment = server.client;
  const receiver = await openReceiver();
  const words = ['webhook', 'create', receiver.url, '--op', 'hook'];
  const { webhook } = await tockJson<Made>(sandbox, words, { environment });
  receiver.secret = webhook.secret;
  // R7: the same again is the same, and shows the secret again.
  expect((await tockJson<Made>(sandbox, words, { environment })).webhook).toEqual(webhook);

  await tock(sandbox, ['add', 'milk'], { environment });
  await until('the first delivery', () => receiver.accepted.length === 1);
  expect(receiver.accepted[0]).toMatchObject({ rev: 1, changes: [{ type: 'todo_added', title: 'milk', n: 1 }] });

  receiver.choose = () => ({ name: '410', takes: false, answer: (response) => void response.writeHead(410).end() });
  await tock(sandbox, ['done', '1'], { environment });
  const list = () => tock(sandbox, ['webhook', 'ls'], { environment });
  await until('the webhook to be stopped', async () => (await list()).stdout.includes('stopped'));
  expect((await list()).stdout).toBe(
    `${webhook.id}\tstopped\t1\t1\t${receiver.url}\tthe target answered 410: it is gone for good\n`,
  );
  await server.end('SIGKILL');
  const again = await server.again({ words: ['--webhook-private-targets'] });
  expect((await list()).stdout).toContain('stopped');
  receiver.choose = new Receiver().choose;
  expect((await tock(sandbox, ['webhook', 'resume', webhook.id], { environment })).code).toBe(0);
  await until('the second delivery', () => receiver.accepted.at(-1)?.rev === 2);
  expect((await tock(sandbox, ['webhook', 'rm', webhook.id.slice(0, 6)], { environment })).code).toBe(0);
  expect((await list()).stdout).toBe('');
  expect(receiver.violations).toEqual([]);

  // Where it came from is a secret too, and nothing but the key file has it.
  const key = readFileSync(join(server.dataDir, 'webhooks.key'), 'utf8').trim();
  expect(statSync(join(server.dataDir, 'webhooks.key')).mode & 0o777).toBe(0o600);
  for (const file of readdirSync(server.dataDir).filter((name) => name !== 'webhooks.key')) {
    const content = readFileSync(join(server.dataDir, file)).toString('latin1');
    expect(content.includes(key) || content.includes(webhook.secret.slice(6)), file).toBe(false);
  }
  const logs = `${server.log()}${again.log()}`;
  expect(logs.includes(webhook.secret.slice(6)) || logs.includes(receiver.url)).toBe(false);
});

test('a server that was not told to allow it sends nothing to this machine, however that is written', async () => {
  const sandbox = openSandbox(onTestFinished);
  const server = await startServer(sandbox);
  const receiver = await openReceiver();
  const { port } = new URL(receiver.url);
  for (const host of ['127.0.0.1', 'localhost', '2130706433', '0x7f.1', '[::1]', '[::ffff:127.0.0.1]']) {
    const refused = await tock(sandbox, ['webhook', 'create', `https://${host}:${port}/`], {
      environment: server.client,
    });
    expect(refused, host).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr, host).toContain('--webhook-private-targets');
  }
  expect(await tockJson(sandbox, ['webhook', 'ls'], { environment: server.client })).toEqual([]);
  expect(receiver.counts).toEqual({});
});

test('over HTTP it is the same: POST, GET, resume, DELETE', async () => {
  const sandbox = openSandbox(onTestFinished);
  const server = await startServer(sandbox, { words: ['--webhook-private-targets'] });
  const receiver = await openReceiver();
  const call = async (method: string, path: string, body?: object) => {
    const key = method === 'GET' ? {} : { 'idempotency-key': `${method}${path.replaceAll('/', '.')}` };
    const response = await fetch(`${server.url}/v1/lists/inbox/webhooks${path}`, {
      method,
      headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json', ...key },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answered: Answered = JSON.parse(await response.text());
    return { status: response.status, location: response.headers.get('location'), body: answered };
  };
  const made = await call('POST', '', { url: receiver.url, description: 'to the chat' });
  expect(made).toMatchObject({ status: 201, body: { changed: true } });
  const { id, secret } = made.body.webhook;
  expect(made.location).toBe(`/v1/lists/${made.body.list}/webhooks/${id}`);
  receiver.secret = secret;
  expect(await call('POST', '', { url: receiver.url, description: 'to the chat' })).toEqual(made);
  await tock(sandbox, ['add', 'milk'], { environment: server.client });
  await until('a delivery', () => receiver.accepted.length === 1);
  const read = () => call('GET', '');
  await until('it to be said', async () => (await read()).body.webhooks[0]?.rev === 1);
  expect((await read()).body.webhooks).toMatchObject([{ id, state: 'active', description: 'to the chat', behind: 0 }]);
  expect(JSON.stringify(await read())).not.toContain(secret);
  expect(await call('POST', `/${id}/resume`, {})).toMatchObject({ status: 200, body: { changed: false } });
  expect(await call('DELETE', `/${id}`)).toMatchObject({ status: 200, body: { changed: true, webhook: { id } } });
  expect((await read()).body.webhooks).toEqual([]);
  expect(await call('POST', '', { url: 'ftp://example.com/' })).toMatchObject({ status: 400 });
  expect(receiver.violations).toEqual([]);
});

test('R4: after a restore it goes on from where the list is then, and the first delivery says so', async () => {
  const sandbox = openSandbox(onTestFinished);
  const words = ['--webhook-private-targets'];
  const server = await startServer(sandbox, { words });
  const { client: environment, dataDir } = server;
  const receiver = await openReceiver();
  const { webhook } = await tockJson<Made>(sandbox, ['webhook', 'create', receiver.url], { environment });
  receiver.secret = webhook.secret;
  await tock(sandbox, ['add', 'one'], { environment });
  await until('the first delivery', () => receiver.accepted.length === 1);
  const stands = async () => (await tock(sandbox, ['webhook', 'ls'], { environment })).stdout.split('\t')[2];
  await until('it to be known', async () => (await stands()) === '1');
  const file = join(sandbox.home, 'backup.db');
  expect(await operate(sandbox, ['backup', file, '--data-dir', dataDir])).toMatchObject({ code: 0 });
  await tock(sandbox, ['add', 'two'], { environment });
  await until('the second delivery', () => receiver.accepted.length === 2);
  await server.end('SIGTERM');
  expect(await operate(sandbox, ['restore', file, '--yes', '--data-dir', dataDir])).toMatchObject({ code: 0 });
  await server.again({ words });
  await tock(sandbox, ['add', 'another two'], { environment });
  await until('a delivery of the other history', () => receiver.accepted.length === 3);
  const [, before, after] = receiver.accepted;
  expect(after).toMatchObject({ rev: 2, changes: [{ title: 'another two' }], restored: { epoch: before?.epoch } });
  expect(after?.epoch).not.toBe(before?.epoch);
  expect(receiver.violations).toEqual([]);
});
