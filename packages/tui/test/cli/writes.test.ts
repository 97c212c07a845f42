/** The verbs that write: what they send, what they print for whom, and what stdin may say. */
import { Writable } from 'node:stream';
import { type Receipt, success } from '@tock/shared';
import { describe, expect, it } from 'vitest';
import { endless } from './support/memoryIo.ts';
import { always, type Pair, pair, reading } from './support/scripted.ts';

function receiptOf(tock: Pair, numbers: number[], changed = true): Receipt {
  const { server } = tock;
  const todos = numbers.map((n) => tock.todo(n)).map(({ id, n, title }) => ({ id, n, title }));
  return {
    op: 'o',
    list: server.inbox.id,
    listName: 'inbox',
    epoch: server.epoch,
    rev: 7,
    changed,
    durability: 'fsync',
    todos,
  };
}

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

describe('done, undone, rm, restore', () => {
  it.each([
    ['done', 'todo:complete', 'already done'],
    ['do', 'todo:complete', 'already done'],
    ['undone', 'todo:reopen', 'already open'],
    ['rm', 'todo:remove', 'already removed'],
    ['delete', 'todo:remove', 'already removed'],
    ['restore', 'todo:restore', 'never removed'],
  ])('%s asks %s once; what was so before is exit 0 and a note', async (verb, event, note) => {
    const tock = await pair('one', 'two');
    tock.server.script.set(event, always(success(receiptOf(tock, [1, 2], false))));
    const ran = await tock.run([verb, 'ana/inbox/1', 'ana/inbox/2']);
    expect(ran).toEqual({ code: 0, stdout: `${tock.todo(1).id}\t7\n${tock.todo(2).id}\t7\n`, stderr: `${note}\n` });
    expect(tock.server.received.map((each) => each.event)).toEqual([event]);
    expect(tock.server.asked(event)).toMatchObject([{ list: 'ana/inbox', todos: ['1', '2'] }]);
  });

  it('reads references from the first field of each line of what ls printed', async () => {
    const tock = await pair('one', 'two');
    tock.server.script.set('todo:complete', always(success(receiptOf(tock, [1, 2]))));
    const { stdout } = await tock.run(['ls']);
    expect((await tock.run(['done', '-'], { stdin: stdout })).code).toBe(0);
    expect(tock.server.asked('todo:complete')).toMatchObject([{ todos: [tock.todo(1).id, tock.todo(2).id] }]);
  });
});

describe('edit and note', () => {
  it('edit sends what the words say', async () => {
    const tock = await pair('one');
    tock.server.script.set('todo:edit', always(success(receiptOf(tock, [1]))));
    expect((await tock.run(['edit', '--if-rev', '3', '1', 'oat milk', 'due:', '+a', '-+b'])).code).toBe(0);
    expect((await tock.run(['mod', '1', '--', '+a'])).code).toBe(0);
    expect(tock.server.asked('todo:edit')).toMatchObject([
      { todo: '1', set: { title: 'oat milk', due: null }, addTags: ['a'], removeTags: ['b'], ifRev: 3 },
      { todo: '1', set: { title: '+a' } },
    ]);
  });

  it('edit without words gives title and notes to the editor, in a file that nobody else can read', async () => {
    const tock = await pair('one');
    reading(tock, { ...tock.todo(1), notes: 'old', rev: 4 });
    tock.server.script.set('todo:edit', always(success(receiptOf(tock, [1]))));
    const editor = `sh -c 'test "$(stat -c %a "$1")" = 600 && printf "two\\n\\nold\\nnew\\n" > "$1"' x`;
    const ran = await tock.run(['edit', '1'], {
      terminals: ['stdin', 'stdout', 'stderr'],
      environment: { EDITOR: editor },
    });
    expect(ran.code).toBe(0);
    expect(tock.server.asked('todo:edit')).toMatchObject([{ set: { title: 'two', notes: 'old\nnew' }, seen: 4 }]);
    const failed = await tock.run(['edit', '1'], {
      terminals: ['stdin', 'stdout', 'stderr'],
      environment: { EDITOR: 'false' },
    });
    expect(failed.code).toBe(1);
  });

  it('note appends to the notes as they were seen, and reads them again when someone was faster', async () => {
    const tock = await pair('one');
    reading(tock, { ...tock.todo(1), notes: 'old', rev: 4 });
    let tries = 0;
    tock.server.script.set('todo:edit', (_request, answer) => {
      tries += 1;
      if (tries > 1) return answer(success(receiptOf(tock, [1])));
      reading(tock, { ...tock.todo(1), notes: 'old\ntheirs', rev: 5 });
      answer({ ok: false, problem: { code: 'conflict', message: 'edited since' } });
    });
    expect((await tock.run(['note', '1', 'mine'])).code).toBe(0);
    expect(tock.server.asked('todo:edit')).toMatchObject([
      { set: { notes: 'old\nmine' }, seen: 4 },
      { set: { notes: 'old\ntheirs\nmine' }, seen: 5 },
    ]);
  });

  it('note reads all of stdin, several lines too', async () => {
    const tock = await pair('one');
    reading(tock, tock.todo(1));
    tock.server.script.set('todo:edit', always(success(receiptOf(tock, [1]))));
    expect((await tock.run(['annotate', '1', '-'], { stdin: 'a\r\nb\n' })).code).toBe(0);
    expect(tock.server.asked('todo:edit')).toMatchObject([{ set: { notes: 'a\nb' } }]);
  });
});
