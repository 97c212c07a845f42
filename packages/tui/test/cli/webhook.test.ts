/** `tock webhook`: what it asks, and what it prints of webhooks for each reader. */
import { failure, success } from '@tock/shared';
import { describe, expect, it } from 'vitest';
import { always, logging, pair, receiptOf } from './support/scripted.ts';

const TERMINAL = { terminals: ['stdin' as const, 'stdout' as const, 'stderr' as const] };
const id = 'kxmwdfhsbcdf';
const url = 'https://example.com/hook';
const secret = 'whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=';
const active = {
  id,
  url,
  description: null,
  by: 'ana',
  at: '2026-11-20T08:00:00Z',
  state: 'active',
  rev: 7,
  behind: 0,
  failing: null,
  stopped: null,
};
const failing = {
  ...active,
  id: 'lbbbbbbbbbbb',
  state: 'failing',
  behind: 3,
  failing: { since: '2026-11-22T11:00:00.123Z', tries: 4, message: 'the target answered 500', next: null },
};
const stopped = {
  ...active,
  id: 'kccccccccccc',
  description: 'to the \u001b[2Jchat',
  state: 'stopped',
  stopped: { at: '2026-11-21T08:00:00Z', reason: 'gone', message: 'the target answered 410' },
};

async function withWebhooks(...webhooks: object[]) {
  const tock = await pair('one');
  logging(tock);
  const { list } = tock.server.inbox.open(tock.server.epoch).opened;
  tock.server.script.set('webhooks:read', always(success({ list, webhooks })));
  const receipt = { ...receiptOf(tock, []), webhook: { id, url } };
  tock.server.script.set('webhook:remove', always(success(receipt)));
  tock.server.script.set('webhook:resume', always(success({ ...receipt, changed: false })));
  tock.server.script.set('webhook:create', always(success({ ...receipt, webhook: { id, url, secret } })));
  return tock;
}

describe('create', () => {
  it('prints the secret on stdout, and nowhere else', async () => {
    const tock = await withWebhooks();
    const plain = await tock.run(['webhook', 'create', url, '--op', 'x', '--description', 'chat']);
    expect(plain).toEqual({ code: 0, stdout: `${id}\t7\t${secret}\n`, stderr: '' });
    expect(tock.server.asked('webhook:create')).toEqual([{ op: 'x', list: 'inbox', url, description: 'chat' }]);
    const terminal = await tock.run(['webhook', 'create', url, '--no-color'], TERMINAL);
    expect(terminal.stdout).toContain(`secret ${secret}\n`);
    expect(terminal.stderr).not.toContain(secret);
    const json = JSON.parse((await tock.run(['webhook', 'create', url, '--json'])).stdout);
    expect(json).toMatchObject({ rev: 7, changed: true, webhook: { id, url, secret } });
    expect((await tock.run(['webhook', 'create', url, '-q'])).stdout).toBe(`${id}\n`);
  });

  it('says when the secret cannot be made again', async () => {
    const tock = await withWebhooks();
    tock.server.script.set('webhook:create', always(success({ ...receiptOf(tock, []), webhook: { id, url } })));
    expect((await tock.run(['webhook', 'create', url])).stderr).toContain('another key');
  });

  it.each([
    [[], 'create needs an address'],
    [['example.com'], 'this is not a URL'],
    [['ftp://example.com'], 'must begin with https://'],
    [['https://ana:secret@example.com'], 'no user name and no password'],
    [[url, 'twice'], 'too many words'],
  ])('%j is exit 2, and nothing is sent', async (words, message) => {
    const tock = await withWebhooks();
    const ran = await tock.run(['webhook', 'create', ...words]);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(message);
    expect(ran.stderr).not.toContain('secret@');
    expect(tock.server.received).toEqual([]);
  });

  it('what the server refuses is exit 1', async () => {
    const tock = await withWebhooks();
    tock.server.script.set('webhook:create', always(failure('refused', '127.0.0.1 is a loopback address')));
    expect(await tock.run(['webhook', 'create', 'https://127.0.0.1/'])).toMatchObject({ code: 1, stdout: '' });
  });
});

describe('ls', () => {
  it('has a record for a program, a line for a person, and says why one does not go on', async () => {
    const tock = await withWebhooks(active, failing, stopped);
    expect((await tock.run(['webhook', 'ls'])).stdout.split('\n')).toEqual([
      `${id}\tactive\t7\t0\t${url}\t-`,
      `lbbbbbbbbbbb\tfailing\t7\t3\t${url}\tthe target answered 500`,
      `kccccccccccc\tstopped\t7\t0\t${url}\tthe target answered 410`,
      '',
    ]);
    const terminal = await tock.run(['webhook', 'ls', '--no-color'], TERMINAL);
    expect(terminal.stdout).toContain('failing  3 behind');
    expect(terminal.stdout).toContain('to the ^[[2Jchat');
    expect(terminal.stderr).toContain('kccccccccccc: the target answered 410');
    const json = JSON.parse((await tock.run(['webhook', 'ls', '--json', '-l', 'work'])).stdout);
    expect(json).toEqual([active, failing, stopped].map((webhook) => ({ ...webhook, list: tock.server.inbox.id })));
    expect(tock.server.asked('webhooks:read').at(-1)).toEqual({ list: 'work' });
  });

  it('of none is empty, and exit 0', async () => {
    const tock = await withWebhooks();
    expect(await tock.run(['webhook', 'ls'])).toEqual({ code: 0, stdout: '', stderr: '' });
    expect((await tock.run(['webhook', 'ls', '--json'])).stdout).toBe('[]\n');
    expect((await tock.run(['webhook', 'ls'], TERMINAL)).stderr).toContain('no webhooks');
  });
});

describe('rm and resume', () => {
  it('name one by its id, and print the receipt', async () => {
    const tock = await withWebhooks(active);
    expect(await tock.run(['webhook', 'rm', 'kxmw', '--op', 'x'])).toEqual({
      code: 0,
      stdout: `${id}\t7\n`,
      stderr: '',
    });
    expect(tock.server.asked('webhook:remove')).toEqual([{ op: 'x', list: 'inbox', webhook: 'kxmw' }]);
    expect((await tock.run(['webhook', 'resume', id])).stderr).toBe('it was not stopped: tried again now\n');
    expect(await tock.run(['webhook', 'rm'])).toMatchObject({ code: 2 });
    expect(await tock.run(['webhook', 'pause', id])).toMatchObject({ code: 2 });
  });

  it('--dry-run says what would be done, and does nothing', async () => {
    const tock = await withWebhooks(active, stopped);
    expect((await tock.run(['webhook', 'rm', 'kxmw', '--dry-run'])).stderr).toBe(
      `would remove the webhook ${id} to ${url}\n`,
    );
    expect(await tock.run(['webhook', 'rm', 'k', '--dry-run'])).toMatchObject({ code: 2 });
    expect(await tock.run(['webhook', 'rm', 'zzzz', '--dry-run'])).toMatchObject({ code: 5 });
    expect((await tock.run(['webhook', 'create', url, '--dry-run'])).stderr).toBe(
      `would send every later change of inbox to ${url}\n`,
    );
    expect(tock.server.asked('webhook:remove')).toEqual([]);
    expect(tock.server.asked('webhook:create')).toEqual([]);
  });
});
