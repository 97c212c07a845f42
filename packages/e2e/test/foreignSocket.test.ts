import { describe, expect, onTestFinished, test } from 'vitest';
import { ask, connect, signedIn } from '../src/client.ts';
import { readStored } from '../src/faults/storedList.ts';
import { startForeignClient } from '../src/foreignClient.ts';
import { openProxy } from '../src/proxy.ts';
import { openSandbox } from '../src/sandbox.ts';
import { startServer } from '../src/tockd.ts';
import { tools } from '../src/tools.ts';
import { until } from '../src/until.ts';

describe.skipIf(!tools.pythonSocketIo)('with python3-socketio', () => {
  test('R4 R6 R7: a client in Python, from docs/protocol.md alone, adds, follows, is cut, and resumes without a gap', async () => {
    const sandbox = openSandbox(onTestFinished);
    const server = await startServer(sandbox);
    const proxy = await openProxy(sandbox, server);
    const first = startForeignClient(sandbox, server, { url: proxy.url });
    const welcome = await first.next('welcomed');
    expect(welcome).toMatchObject({ protocol: 1, durability: 'fsync' });
    const epoch = String(welcome.epoch);
    first.tell({ do: 'follow', list: 'inbox' });
    expect(await first.next('current')).toMatchObject({ rev: 0, h: '', titles: [] });

    const adding = {
      op: 'python-1',
      list: 'inbox',
      todos: [{ title: 'buy milk', tags: ['home'] }, { title: 'buy crème 🥛' }],
    };
    const receipt = await first.ask('todo:add', adding);
    expect(receipt).toMatchObject({ ok: true, value: { op: 'python-1', rev: 1, changed: true, epoch } });
    // The commit came before the answer to its author, and fits.
    expect(first.said.findIndex(({ kind }) => kind === 'commit')).toBeLessThan(
      first.said.findIndex(({ kind }) => kind === 'outcome'),
    );
    expect(await first.ask('todo:add', adding)).toEqual(receipt);
    expect(await first.ask('todo:add', { ...adding, todos: [{ title: 'buy bread' }] })).toMatchObject({
      problem: { code: 'op_reused' },
    });
    expect(await first.ask('todo:add', { ...adding, op: 'python-2', list: 'nope' })).toMatchObject({
      problem: { code: 'not_found' },
    });
    expect(await first.ask('todo:complete', { op: 'python-3', list: 'inbox', todos: ['1'], extra: 1 })).toMatchObject({
      problem: { code: 'invalid' },
    });
    expect(await first.ask('todo:complete', { op: 'python-3', list: 'inbox', todos: ['1'] })).toMatchObject({
      value: { rev: 2 },
    });
    const seen = first.all('commit').at(-1);
    expect(seen).toMatchObject({ rev: 2, ops: ['python-3'] });

    proxy.cut();
    await first.next('disconnected');
    const other = connect(server);
    onTestFinished(() => {
      other.disconnect();
    });
    await signedIn(other);
    for (const op of ['other-1', 'other-2', 'other-3'])
      await ask(other, 'todo:edit', { op, list: 'inbox', todo: '2', set: { title: op } });

    const second = startForeignClient(sandbox, server, { url: proxy.url });
    await second.next('welcomed');
    second.tell({ do: 'follow', list: 'inbox', since: { epoch, rev: 2, h: seen?.h } });
    expect(await second.next('opened')).toMatchObject({ content: 'commits', rev: 5 });
    await second.next('current');
    await ask(other, 'todo:reopen', { op: 'other-4', list: 'inbox', todos: ['1'] });
    await until('the last commit to come', () => second.all('commit').at(-1)?.rev === 6);
    const { chain } = await readStored(server, 'inbox');
    expect(second.all('commit').map(({ rev, h, ops }) => [rev, h, ops])).toEqual([
      [3, chain[3], ['other-1']],
      [4, chain[4], ['other-2']],
      [5, chain[5], ['other-3']],
      [6, chain[6], ['other-4']],
    ]);
    // When nothing happens it is told where the list stands.
    expect(await second.next('heartbeat')).toMatchObject({ rev: 6, h: chain[6] });
    // Without a cursor it gets the list as it stands.
    second.tell({ do: 'follow', list: 'inbox' });
    await second.next('opened');
    expect(await second.next('current')).toMatchObject({ rev: 6, h: chain[6], titles: ['buy milk', 'other-3'] });
    // From revision 0 on: everything that ever happened.
    second.tell({ do: 'follow', list: 'inbox', since: { epoch, rev: 0, h: '' } });
    expect(await second.next('opened')).toMatchObject({ content: 'commits', rev: 6 });
    await second.next('current');
    expect(
      second
        .all('commit')
        .slice(4)
        .map(({ h }) => h),
    ).toEqual(chain.slice(1));
    expect([...first.all('wrong'), ...second.all('wrong')]).toEqual([]);
  });

  test('R4: a client in Python that saw another history is told so', async () => {
    const sandbox = openSandbox(onTestFinished);
    const server = await startServer(sandbox);
    const client = startForeignClient(sandbox, server);
    const { epoch } = await client.next('welcomed');
    await client.ask('todo:add', { op: 'python-1', list: 'inbox', todos: [{ title: 'buy milk' }] });
    const cursors = [
      { epoch, rev: 9 },
      { epoch, rev: 1, h: 'of-another-history-22c' },
      { epoch: 'bcdfghjklmnp', rev: 1 },
    ];
    for (const since of cursors) {
      client.tell({ do: 'follow', list: 'inbox', since });
      expect(await client.next('outcome')).toMatchObject({
        outcome: { ok: false, problem: { code: 'server_behind' } },
      });
    }
    expect(client.all('commit')).toEqual([]);
    expect(client.all('wrong')).toEqual([]);
  });

  test('R12: a client in Python is refused with a problem, and sends no token to who does not know it', async () => {
    const sandbox = openSandbox(onTestFinished);
    const server = await startServer(sandbox);
    const client = startForeignClient(sandbox, server, { token: 'tock_of-another-server' });
    expect(await client.next('wrong')).toMatchObject({ what: 'no proof' });
    const newer = startForeignClient(sandbox, server, { protocol: 2 });
    expect(await newer.next('refused')).toMatchObject({ data: { data: { code: 'incompatible' } } });
  });
});
