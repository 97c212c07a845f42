/** `tock add`: what it sends, what it prints for whom, and what stdin may say. */
import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { endless } from './support/memoryIo.ts';
import { pair } from './support/scripted.ts';

describe('add', () => {
  it('prints the receipt for whoever reads', async () => {
    const tock = await pair();
    const place = new URL(tock.server.url).host;
    const json = await tock.run(['add', '--json', '--op', 'a1', 'one']);
    expect(JSON.parse(json.stdout)).toEqual(tock.server.inbox.receipt('a1', tock.server.epoch));
    expect((await tock.run(['add', '-q', 'two'])).stdout).toBe(`${tock.todo(2).id}\n`);
    expect((await tock.run(['add', 'three'])).stdout).toBe(`${tock.todo(3).id}\t3\n`);
    const terminal = await tock.run(['add', '--no-color', 'four'], { terminals: ['stdin', 'stdout', 'stderr'] });
    expect(terminal).toEqual({ code: 0, stdout: `added 4  four   inbox · ${place}\n`, stderr: '' });
  });

  it('R7: the same words under the same op are the same request, whatever the clock says', async () => {
    const tock = await pair();
    for (const day of ['22', '23']) {
      const now = new Date(`2026-11-${day}T12:00:00Z`);
      expect((await tock.run(['add', '--op', 'a1', 'milk', 'due:tomorrow'], { now })).code).toBe(0);
    }
    await tock.run(['add', '--op', 'a1', 'milk due:fri']);
    const [first, second, third] = tock.server.asked('todo:add');
    expect(first).toMatchObject({ op: 'a1', list: 'inbox', todos: [{ title: 'milk', due: '2026-11-23' }] });
    expect(second).toMatchObject({ todos: [{ due: '2026-11-24' }], typed: Object(first).typed });
    expect(Object(third).typed).not.toBe(Object(first).typed);
  });

  it.each([
    [['add', '--', '-rf', '+home'], { todos: [{ title: '-rf +home' }] }],
    [['add', 'buy', '--', '+milk'], { todos: [{ title: 'buy +milk' }] }],
    [['add', '-l', 'food', 'milk'], { list: 'food' }],
    [['--list', 'food', 'add', 'milk'], { list: 'food' }],
    [
      ['add', 'milk', 'list:food', '+x', '@y', 'pri:high', 'for:bo'],
      { list: 'food', todos: [{ title: 'milk', tags: ['x', '@y'], pri: 'A', for: 'bo' }] },
    ],
    [['add', '--done', 'milk'], { todos: [{ title: 'milk', done: true }] }],
  ])('%j', async (argv, request) => {
    const tock = await pair();
    expect((await tock.run(argv)).code).toBe(0);
    expect(tock.server.asked('todo:add')).toMatchObject([request]);
  });

  it('reads one title a line, each as it stands, all in one request', async () => {
    const tock = await pair();
    const stdin = '\n  buy +milk due:fri \r\na\tb\n\n--done\nlast';
    expect((await tock.run(['add', '-', '+shop'], { stdin })).code).toBe(0);
    expect(tock.server.asked('todo:add')).toMatchObject([
      { todos: ['buy +milk due:fri', 'a b', '--done', 'last'].map((title) => ({ title, tags: ['shop'] })) },
    ]);
  });

  it('--parse reads the grammar in lines too, over what the words say for all of them', async () => {
    const tock = await pair();
    await tock.run(['add', '--parse', '-', '+shop', 'pri:low'], { stdin: 'milk pri:high +Shop\nbread +bakery\n' });
    expect(tock.server.asked('todo:add')).toMatchObject([
      {
        todos: [
          { title: 'milk', pri: 'A', tags: ['shop'] },
          { title: 'bread', pri: 'C', tags: ['shop', 'bakery'] },
        ],
      },
    ]);
  });

  it.each([
    [['add', '-'], 'ok\n\nbad\u0007\n', 2, 'line 3'],
    [['add', '--parse', '-'], 'ok\nx due:never\n', 2, 'line 2'],
    [['add', '--parse', '-'], 'a list:x\nb list:y\n', 2, 'line 2'],
    [['add', '-'], `${'x\n'.repeat(10_001)}`, 2, '10001'],
    [['add', '--limit-lines', '2', '-'], 'a\nb\nc\n', 2, '2 lines'],
    [['add', '--limit-lines', 'x', '-'], 'a\n', 2, '"x"'],
    [['add', '-'], 'x'.repeat(9 * 1024 * 1024), 2, 'larger'],
  ])('%j refuses all for one bad line, and names it', async (argv, stdin, code, named) => {
    const tock = await pair();
    const ran = await tock.run(argv, { stdin });
    expect(ran).toMatchObject({ code, stdout: '' });
    expect(ran.stderr).toContain(named);
    expect(tock.server.received).toEqual([]);
  });

  it('what is no UTF-8 is refused', async () => {
    const tock = await pair();
    const stdin = endless();
    stdin.end(Buffer.from([0x61, 0x80, 0x0a]));
    expect(await tock.run(['add', '-'], { stdin })).toMatchObject({ code: 2, stdout: '' });
  });

  it('an empty stdin is nothing to do', async () => {
    const tock = await pair();
    for (const argv of [
      ['add', '-'],
      ['done', '-'],
    ])
      expect(await tock.run(argv, { stdin: '\n\n' })).toMatchObject({ code: 0, stdout: '' });
    expect(tock.server.received).toEqual([]);
  });

  it('asks for one line where a person sits, and nowhere else', async () => {
    const tock = await pair();
    const asked = await tock.run(['add'], { stdin: 'buy milk\n', terminals: ['stdin', 'stderr'] });
    expect(asked).toEqual({ code: 0, stdout: `${tock.todo(1).id}\t1\n`, stderr: 'add: ' });
    // A stdin that never ends is not even read.
    expect((await tock.run(['add'], { stdin: endless(), terminals: ['stdin'] })).code).toBe(2);
    expect((await tock.run(['add'], { stdin: endless() })).code).toBe(2);
  });

  it('--dry-run says what would be sent, and sends nothing', async () => {
    const tock = await pair();
    const json = await tock.run(['add', '--dry-run', '--json', 'milk', '+x']);
    expect(JSON.parse(json.stdout)).toEqual({ dryRun: true, list: 'inbox', todos: [{ title: 'milk', tags: ['x'] }] });
    expect(await tock.run(['add', '--dry-run', 'milk'])).toEqual({
      code: 0,
      stdout: '',
      stderr: 'would add to inbox: milk\n',
    });
    expect(tock.server.received).toEqual([]);
  });

  it('a reader that is gone never abandons a write', async () => {
    const tock = await pair();
    const stdout = new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error('gone'), { code: 'EPIPE' })),
    });
    expect(await tock.run(['add', 'milk'], { stdout })).toMatchObject({ code: 0, stderr: '' });
    expect(tock.todo(1).title).toBe('milk');
    expect(await tock.run(['ls'], { stdout })).toMatchObject({ code: 0, stderr: '' });
  });

  it('output that cannot be written fails a read, and no write that is stored', async () => {
    const tock = await pair();
    const full = () =>
      new Writable({
        write: (_chunk, _encoding, done) => done(Object.assign(new Error('no space left'), { code: 'ENOSPC' })),
      });
    expect((await tock.run(['add', 'milk'], { stdout: full() })).code).toBe(0);
    const ls = await tock.run(['ls'], { stdout: full() });
    expect(ls.code).toBe(70);
    expect(ls.stderr).toContain('no space left');
  });
});
