/** `tock mv`: what it asks, where the word of a list ends and the todos begin, and what it says afterwards. */
import { failure, success } from '@tock/shared';
import { describe, expect, it } from 'vitest';
import { always, listing, pair, reading, receiptOf } from './support/scripted.ts';

const TERMINAL = { terminals: ['stdin' as const, 'stdout' as const, 'stderr' as const] };
const GROCERIES = { id: 'lggggggggggg', title: 'groceries' };

describe('within a list', () => {
  it.each([
    [['1', '2', '--top'], { list: 'inbox', todos: ['1', '2'], place: 'top' }],
    [['--bottom', '1'], { todos: ['1'], place: 'bottom' }],
    [['1', '--before', '2'], { todos: ['1'], place: 'before', of: '2' }],
    [['ana/food/1', '--after', 'ana/food/2'], { list: 'ana/food', todos: ['1'], place: 'after', of: '2' }],
    [['ana/food/1', '--after', '2'], { list: 'ana/food', todos: ['1'], place: 'after', of: '2' }],
    [['-l', 'food', '1', '--before', 'food/2'], { list: 'food', place: 'before', of: '2' }],
  ])('%j', async (argv, request) => {
    const tock = await pair('one', 'two');
    tock.server.script.set('todo:move', always(success(receiptOf(tock, [1]))));
    expect(await tock.run(['mv', ...argv])).toEqual({ code: 0, stdout: `${tock.todo(1).id}\t7\n`, stderr: '' });
    expect(tock.server.asked('todo:move')).toMatchObject([request]);
    expect(Object.keys(Object(tock.server.asked('todo:move')[0]))).toContain('typed');
  });

  it('reads references from stdin; an empty stdin is nothing to do', async () => {
    const tock = await pair('one', 'two');
    tock.server.script.set('todo:move', always(success(receiptOf(tock, [1, 2]))));
    const { stdout } = await tock.run(['ls']);
    expect((await tock.run(['mv', '-', '--top'], { stdin: stdout })).code).toBe(0);
    expect(tock.server.asked('todo:move')).toMatchObject([{ todos: [tock.todo(1).id, tock.todo(2).id], place: 'top' }]);
    expect(await tock.run(['mv', '-', '--top'])).toMatchObject({ code: 0, stdout: '' });
    expect(tock.server.asked('todo:move')).toHaveLength(1);
  });

  it('says what moved, and when it was there already', async () => {
    const tock = await pair('one');
    const place = new URL(tock.server.url).host;
    tock.server.script.set('todo:move', always(success(receiptOf(tock, [1]))));
    expect((await tock.run(['mv', '1', '--top', '--no-color'], TERMINAL)).stdout).toBe(
      `moved 1  one   inbox · ${place}\n`,
    );
    tock.server.script.set('todo:move', always(success(receiptOf(tock, [1], false))));
    expect((await tock.run(['mv', '1', '--top'])).stderr).toBe('already there\n');
  });

  it('--dry-run finds the todos and the one beside, and moves none', async () => {
    const tock = await pair('one');
    reading(tock, tock.todo(1));
    const ran = await tock.run(['mv', '1', '--before', '2', '--dry-run']);
    expect(ran).toMatchObject({ code: 0, stdout: '', stderr: 'would move 1  one  before 1  one\n' });
    const { stdout } = await tock.run(['mv', '1', '--top', '--dry-run', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ dryRun: true, list: 'inbox', place: 'top', todos: [{ n: 1 }] });
    expect(tock.server.asked('todo:move')).toEqual([]);
  });
});

describe('to another list', () => {
  it('the last word is the list; the receipt is of that list, with the numbers there', async () => {
    const tock = await pair('one', 'two');
    const place = new URL(tock.server.url).host;
    const { id, title } = tock.todo(2);
    const receipt = {
      ...receiptOf(tock, []),
      list: GROCERIES.id,
      listName: 'groceries',
      rev: 3,
      todos: [{ id, n: 9, title }],
      from: { list: tock.server.inbox.id, listName: 'inbox', rev: 8 },
    };
    tock.server.script.set('todo:send', always(success(receipt)));
    expect(await tock.run(['mv', '2', 'groceries'])).toEqual({ code: 0, stdout: `${id}\t3\n`, stderr: '' });
    expect(tock.server.asked('todo:send')).toMatchObject([{ list: 'inbox', todos: ['2'], to: 'groceries' }]);
    expect(JSON.parse((await tock.run(['mv', '2', 'groceries', '--json'])).stdout)).toEqual(receipt);
    expect((await tock.run(['mv', '2', 'groceries', '-q'])).stdout).toBe(`${id}\n`);
    expect((await tock.run(['mv', '2', 'groceries', '--no-color'], TERMINAL)).stdout).toBe(
      `moved to groceries: 9  two   from inbox · ${place}\n`,
    );
    tock.server.script.set('todo:send', always(success({ ...receipt, changed: false })));
    expect((await tock.run(['mv', '2', 'groceries'])).stderr).toBe('already in groceries\n');
  });

  it('a number where the list is expected may be meant as a todo: the hint says how', async () => {
    const tock = await pair('one');
    tock.server.script.set('todo:send', always(failure('not_found', 'there is no list "5"', 'tock lists')));
    const ran = await tock.run(['mv', '1', '5']);
    expect(ran.code).toBe(5);
    expect(ran.stderr).toContain('--before 5');
    expect((await tock.run(['mv', '1', 'nolist'])).stderr).not.toContain('--before');
  });

  it('--dry-run looks at both lists, and answers as the write would', async () => {
    const tock = await pair('one');
    reading(tock, tock.todo(1));
    const info = { ...GROCERIES, name: 'groceries', owner: 'ana' };
    const answer = (list: object) =>
      tock.server.script.set(
        'list:log',
        always(success({ list, epoch: 'e', rev: 0, commits: [], next: null, keptFrom: 1 })),
      );
    answer(info);
    expect(await tock.run(['mv', '1', 'groceries', '--dry-run'])).toMatchObject({
      code: 0,
      stderr: 'would move 1  one  to groceries\n',
    });
    answer({ ...info, archived: true });
    expect((await tock.run(['mv', '1', 'groceries', '--dry-run'])).code).toBe(1);
    answer({ ...info, id: tock.server.inbox.id });
    expect((await tock.run(['mv', '1', 'inbox', '--dry-run'])).code).toBe(2);
    expect(tock.server.asked('todo:send')).toEqual([]);
  });
});

describe('what went to another list', () => {
  it('is shown as moved, with the name of that list where it may be seen', async () => {
    const tock = await pair('one', 'two');
    const { id, title } = tock.todo(1);
    tock.server.inbox.commit('s', [{ type: 'todo_sent', id, title, to: GROCERIES.id }]);
    listing(tock, GROCERIES);
    expect((await tock.run(['ls', 'removed', '--no-color'], TERMINAL)).stdout).toBe('1  moved  one\n');
    expect(JSON.parse((await tock.run(['ls', 'removed', '--json'])).stdout)).toMatchObject([
      { state: 'removed', movedTo: GROCERIES.id },
    ]);
    const entry = { rev: 3, at: '2026-11-22T10:00:00.000Z', by: 'ana', op: 's' };
    const change = { type: 'todo_sent' as const, id, title, to: GROCERIES.id };
    reading(tock, tock.todo(1), [{ ...entry, change }]);
    const shown = await tock.run(['show', '1', '--no-color'], TERMINAL);
    expect(shown.stdout).toContain('  moved to groceries\n');
    expect(shown.stdout).toMatch(/ana {2}moved to groceries\n$/);
    listing(tock);
    expect((await tock.run(['show', '1', '--no-color'], TERMINAL)).stdout).toContain('  moved to another list\n');
  });

  it('filtered, watch tells when it leaves and when it comes', async () => {
    const tock = await pair('milk', 'bread');
    const running = await tock.start(['watch', '--json', 'milk', '--since', `${tock.server.epoch}:2`]);
    await running.printed('');
    const { inbox } = tock.server;
    const { id, title, createdAt } = tock.todo(1);
    tock.server.tell('committed', inbox.commit('s', [{ type: 'todo_sent', id, title, to: GROCERIES.id }]));
    tock.server.add('bread again');
    const received = { type: 'todo_received' as const, id, title, from: GROCERIES.id, position: 'a9' };
    tock.server.tell('committed', inbox.commit('r', [{ ...received, created: { at: createdAt, by: 'ana' } }]));
    await running.printed('todo_received');
    running.signal('SIGINT');
    const lines = (await running.ended).stdout.trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).rev)).toEqual([3, 5]);
  });

  it('show says that earlier history is not kept', async () => {
    const tock = await pair('one');
    reading(tock, tock.todo(1), [], true);
    expect(await tock.run(['show', '1'])).toMatchObject({
      code: 0,
      stderr: 'what happened to it earlier is not kept\n',
    });
  });
});
