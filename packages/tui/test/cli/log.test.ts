/** `tock log`: who did what, page by page, for people, pipes and programs. */
import { Writable } from 'node:stream';
import type { KnownCommit, TodoCommit } from '@tock/shared';
import { describe, expect, it } from 'vitest';
import { palette } from '../../src/output/color.ts';
import { logTable } from '../../src/output/logTable.ts';
import { AT } from '../support/scriptedList.ts';
import { logging, pair } from './support/scripted.ts';

const TERMINAL = { terminals: ['stdout' as const, 'stderr' as const] };
const revisions = (stdout: string) => stdout.split('\n').flatMap((line) => line.split('\t')[0] || []);

describe('log', () => {
  it('a pipe gets a record for each change, the newest first, and the list is not read for it', async () => {
    const tock = await pair('one', 'two');
    logging(tock);
    const { id } = tock.todo(2);
    tock.server.inbox.commit('done-2', [{ type: 'todo_completed', id, title: 'two' }]);
    const { stdout, stderr, code } = await tock.run(['log']);
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    expect(stdout.split('\n')[0]).toBe(`3\t${AT}\tana\tdone-2\ttodo_completed\t${id}\ttwo`);
    expect(revisions(stdout)).toEqual(['3', '2', '1']);
    expect(tock.server.asked('list:open')).toEqual([]);
  });

  it('JSON is one array of commits, each in the shape that watch prints', async () => {
    const tock = await pair('one', 'two');
    logging(tock);
    const running = await tock.start(['watch', '--json', '--since', `${tock.server.epoch}:0`, 'one or two']);
    await running.printed('"rev":2');
    running.signal('SIGINT');
    const watched = (await running.ended).stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(JSON.parse((await tock.run(['log', '--json'])).stdout)).toEqual(watched.toReversed());
    expect((await tock.run(['log', '--json', '--since', '2'])).stdout).toBe('[]\n');
  });

  it('R4: goes on behind each page, without a gap or a repeat', async () => {
    const tock = await pair(...Array.from({ length: 12 }, (_, index) => `todo ${index}`));
    logging(tock, { most: 5 });
    const all = Array.from({ length: 12 }, (_, index) => String(12 - index));
    expect(revisions((await tock.run(['log'])).stdout)).toEqual(all);
    expect(tock.server.asked('list:log')).toMatchObject([{ list: 'inbox' }, { before: 8 }, { before: 3 }]);
    expect(revisions((await tock.run(['log', '-n', '7'])).stdout)).toEqual(all.slice(0, 7));
    expect(revisions((await tock.run(['log', '--since', '9'])).stdout)).toEqual(all.slice(0, 3));
    const json = JSON.parse((await tock.run(['log', '--json'])).stdout);
    expect(json.map(({ rev }: { rev: number }) => String(rev))).toEqual(all);
  });

  it('a reader that has enough ends it before the next page: exit 0', async () => {
    const tock = await pair(...Array.from({ length: 12 }, (_, index) => `todo ${index}`));
    logging(tock, { most: 5 });
    const stdout = new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error('gone'), { code: 'EPIPE' })),
    });
    expect(await tock.run(['log'], { stdout })).toMatchObject({ code: 0, stderr: '' });
    expect(tock.server.asked('list:log')).toHaveLength(1);
  });

  it('6: the store was put back between two pages', async () => {
    const tock = await pair('one', 'two', 'three');
    logging(tock, { most: 2 });
    const served = tock.server.script.get('list:log');
    tock.server.script.set('list:log', (request, answer, socket) => {
      served?.(request, answer, socket);
      tock.server.epoch = 'epoch2';
    });
    expect(await tock.run(['log', '--json'])).toMatchObject({ code: 6, stdout: '' });
  });

  it('--since asks for a revision or an instant, in the zone of the reader', async () => {
    const tock = await pair('one');
    logging(tock);
    const now = new Date('2026-12-02T12:00:00Z');
    expect((await tock.run(['log', '--since', '2h'], { now })).stdout).toBe('');
    expect(revisions((await tock.run(['log', '--since', '2026-12-01T09:00Z'], { now })).stdout)).toEqual(['1']);
    await tock.run(['log', '--since', '17'], { now });
    expect(tock.server.asked('list:log')).toMatchObject([
      { since: '2026-12-02T10:00:00.000Z' },
      { since: '2026-12-01T09:00:00.000Z' },
      { after: 17 },
    ]);
  });

  it('--fields makes a record of each change, for both', async () => {
    const tock = await pair('one');
    logging(tock);
    expect((await tock.run(['log', '--fields', 'n,by,undoes'])).stdout).toBe('1\tana\t-\n');
    expect((await tock.run(['log', '--fields', 'n,title', '--json'])).stdout).toBe('[{"n":1,"title":"one"}]\n');
  });

  it('says where it ends when that is not the beginning', async () => {
    const tock = await pair(...Array.from({ length: 30 }, (_, index) => `todo ${index}`));
    logging(tock, { keptFrom: 20 });
    expect((await tock.run(['log'])).stderr).toBe('what was done before revision 20 is not kept\n');
    expect((await tock.run(['log', '--since', '0', '--json'])).stderr).toContain('before revision 20');
    for (const argv of [
      ['--since', '19'],
      ['-n', '5'],
      ['--since', '2030-01-01'],
    ])
      expect((await tock.run(['log', ...argv])).stderr).toBe('');
  });

  it('a terminal gets what fits on it, with numbers; more is there for the asking', async () => {
    const tock = await pair(...Array.from({ length: 30 }, (_, index) => `todo ${index}`));
    logging(tock);
    const short = await tock.run(['log', '--no-color'], TERMINAL);
    expect(short.stdout.split('\n')).toHaveLength(26);
    expect(short.stdout).toContain('ana  added  30  todo 29\n');
    expect(short.stderr).toContain('-n 100');
    const long = await tock.run(['log', '-n', '100', '--no-color'], TERMINAL);
    expect(long.stdout.split('\n')).toHaveLength(31);
    expect(long.stderr).toBe('');
    expect((await tock.run(['log', '--since', '30'], TERMINAL)).stderr).toContain('nothing was done since');
  });
});

describe('the lines for people', () => {
  const when = { now: new Date('2026-12-01T12:00:00Z'), timeZone: 'UTC' };
  const added = (id: string, title: string) => ({ type: 'todo_added' as const, id, position: 'a0', title });
  const commit = (rev: number, ...requests: TodoCommit['requests']): KnownCommit => ({
    epoch: 'e',
    h: 'h',
    commit: { list: 'l', rev, id: 'c', at: AT, requests },
    numberOf: (id) => Number(id.slice(1)),
  });
  const of = (op: string, by: string, ...changes: TodoCommit['requests'][number]['changes']) => ({
    op,
    by,
    fingerprint: op,
    changes,
  });
  const lines = (...commits: KnownCommit[]) =>
    logTable(commits, when, new Map([['lg', 'groceries']]), palette(false)).map((line) => line.trimEnd());

  it('tell a batch by its first todos, requests apart, and what was taken back', () => {
    const many = Array.from({ length: 100 }, (_, index) => added(`t${index + 4}`, `item ${index}`));
    const undo = of('u', 'bo', { type: 'todo_removed', id: 't2', title: 'two' });
    expect(
      lines(
        commit(10, { ...undo, undoes: { op: 'x', rev: 8 } }),
        commit(9, of('a', 'ana', ...many), of('b', 'bo', { type: 'todo_sent', id: 't1', title: 'one', to: 'lg' })),
      ),
    ).toEqual([
      '10  today 10:00  bo   undid 8: removed    2  two',
      ' 9  today 10:00  ana  added               4  item 0',
      '                                          5  item 1',
      '                                          6  item 2',
      '                                             and 97 more',
      ' 9  today 10:00  bo   moved to groceries  1  one',
    ]);
  });

  it('R13: hostile text is not obeyed', () => {
    const [line = ''] = lines(commit(1, of('a', 'ana', added('t1', '\u001b]52;c;aGk=\u0007\u202e'))));
    expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
  });
});
