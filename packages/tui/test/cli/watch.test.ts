/** `tock watch`: every commit once, in order, or exit 6. */
import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { type Pair, pair } from './support/scripted.ts';

function revisions(stdout: string): number[] {
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).rev);
}

/** Commits a completion and tells everyone. */
function complete(tock: Pair, n: number): void {
  const { id, title } = tock.todo(n);
  tock.server.tell('committed', tock.server.inbox.commit(`done-${n}`, [{ type: 'todo_completed', id, title }]));
}

describe('watch', () => {
  it('R4: prints one object for each commit from now on, and ends with 130', async () => {
    const tock = await pair('one');
    const running = await tock.start(['watch', '--json', '--state']);
    await running.printed('"todos"');
    tock.server.add('two');
    complete(tock, 1);
    await running.printed('"rev":3');
    running.signal('SIGINT');
    const { code, stdout } = await running.ended;
    expect(code).toBe(130);
    const [state, added, completed] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const { id: list } = tock.server.inbox;
    expect(state).toMatchObject({ list, epoch: tock.server.epoch, rev: 1, todos: [{ n: 1, title: 'one' }] });
    expect(Object.keys(added)).toEqual(['list', 'epoch', 'rev', 'h', 'at', 'changes']);
    expect(added.changes).toMatchObject([{ type: 'todo_added', by: 'ana', title: 'two', n: 2 }]);
    expect(completed.changes).toMatchObject([
      { type: 'todo_completed', id: tock.todo(1).id, op: 'done-1', title: 'one' },
    ]);
  });

  it('R4: goes on behind a revision, and across a drop, without a gap or a repeat', async () => {
    const tock = await pair('one', 'two', 'three');
    const running = await tock.start(['watch', '--json', '--since', `${tock.server.epoch}:1`]);
    await running.printed('"rev":3');
    tock.server.cut();
    tock.server.inbox.addTitle('four');
    tock.server.add('five');
    await running.printed('"rev":5');
    running.signal('SIGTERM');
    const { code, stdout } = await running.ended;
    expect(code).toBe(143);
    expect(revisions(stdout)).toEqual([2, 3, 4, 5]);
  });

  it('filtered, prints the commits that touch a match before or after, also behind a revision', async () => {
    const tock = await pair('milk', 'bread', 'milk again');
    const running = await tock.start(['watch', '--json', '--since', `${tock.server.epoch}:1`, 'milk']);
    await running.printed('"rev":3');
    complete(tock, 2);
    complete(tock, 1);
    await running.printed('"rev":5');
    running.signal('SIGINT');
    expect(revisions((await running.ended).stdout)).toEqual([3, 5]);
  });

  it.each([['zz:0'], ['epoch1:9']])('6: cannot resume at %s', async (since) => {
    const tock = await pair('one');
    const ran = await tock.run(['watch', '--json', '--since', since]);
    expect(ran).toMatchObject({ code: 6, stdout: '' });
    expect(JSON.parse(ran.stderr).error.code).toBe('server_behind');
  });

  it('6: what happened while it was away is no longer kept', async () => {
    const tock = await pair('one');
    const running = await tock.start(['watch', '--json', '--state']);
    await running.printed('"todos"');
    tock.server.script.set('list:open', (_request, answer, socket) => {
      const { opened, pages } = tock.server.inbox.open(tock.server.epoch);
      answer({ ok: true, value: opened });
      for (const page of pages) socket.emit('list:paged', page);
    });
    tock.server.inbox.addTitle('two');
    tock.server.cut();
    const { code, stdout } = await running.ended;
    expect(code).toBe(6);
    expect(revisions(stdout)).toEqual([1]);
  });

  it('with a filter, the list that is printed first is filtered, too', async () => {
    const tock = await pair('one', 'two');
    const running = await tock.start(['watch', '--json', '--state', 'two']);
    await running.printed('"todos"');
    running.signal('SIGINT');
    const { stdout } = await running.ended;
    expect(JSON.parse(stdout.split('\n')[0] ?? '')).toMatchObject({ rev: 2, todos: [{ n: 2, title: 'two' }] });
  });

  it('a pipe gets a record for each change, a person a line', async () => {
    const tock = await pair('one');
    for (const terminals of [[], ['stdout' as const]]) {
      const running = await tock.start(['watch', '--no-color', '--since', `${tock.server.epoch}:0`], { terminals });
      await running.printed('one\n');
      running.signal('SIGINT');
      const { stdout } = await running.ended;
      if (terminals.length === 0)
        expect(stdout).toBe(`1\t2026-12-01T10:00:00.000Z\tana\ttodo_added\t${tock.todo(1).id}\tone\n`);
      else expect(stdout).toMatch(/ana {2}added {2}one\n$/);
    }
  });

  it('a reader that has enough ends it: exit 0', async () => {
    const tock = await pair('one');
    const stdout = new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error('gone'), { code: 'EPIPE' })),
    });
    expect(await tock.run(['watch', '--since', `${tock.server.epoch}:0`], { stdout })).toMatchObject({ code: 0 });
  });
});
