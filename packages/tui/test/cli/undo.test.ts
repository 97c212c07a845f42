/** `tock undo` and `tock redo`: what they ask, what they say was done, and what a dry run finds. */
import { applyCommit, failure, ListState, success, type TodoChange, type TodoCommit } from '@tock/shared';
import { describe, expect, it } from 'vitest';
import { findTurned } from '../../src/cli/turned.ts';
import { AT } from '../support/scriptedList.ts';
import { always, logging, pair, receiptOf } from './support/scripted.ts';

const TERMINAL = { terminals: ['stdin' as const, 'stdout' as const, 'stderr' as const] };

describe('undo and redo', () => {
  it('ask once, for the newest or for a revision, in the list that is named', async () => {
    const tock = await pair('one');
    tock.server.script.set('list:undo', always(success(receiptOf(tock, [1]))));
    tock.server.script.set('list:redo', always(success(receiptOf(tock, [1]))));
    expect(await tock.run(['undo', '--op', 'u1'])).toEqual({ code: 0, stdout: `${tock.todo(1).id}\t7\n`, stderr: '' });
    await tock.run(['undo', '12', '-l', 'food']);
    await tock.run(['redo', '-l', 'food']);
    expect(tock.server.asked('list:undo')).toEqual([
      { op: 'u1', list: 'inbox' },
      { op: expect.any(String), list: 'food', rev: 12 },
    ]);
    expect(tock.server.asked('list:redo')).toEqual([{ op: expect.any(String), list: 'food' }]);
  });

  it('say what was done, and how to turn it round', async () => {
    const tock = await pair(...Array.from({ length: 8 }, (_, index) => `todo ${index}`));
    const place = new URL(tock.server.url).host;
    const undone = { rev: 12, types: ['todo_removed'] };
    tock.server.script.set('list:undo', always(success({ ...receiptOf(tock, [2]), undone })));
    expect(await tock.run(['undo', '--no-color'], TERMINAL)).toEqual({
      code: 0,
      stdout: `undid revision 12: removed 2  todo 1   inbox · ${place}\n`,
      stderr: 'tock redo does it again\n',
    });
    const many = receiptOf(tock, [8, 7, 6, 5, 4, 3, 2, 1]);
    const redone = { rev: 12, types: ['todo_edited', 'todo_something_new'] };
    tock.server.script.set('list:redo', always(success({ ...many, redone })));
    const { stdout, stderr } = await tock.run(['redo', '--no-color', '-l', 'food'], TERMINAL);
    expect(stdout.split('\n')).toEqual([
      `did again revision 12: 8 todos edited, changed   inbox · ${place}`,
      ...[1, 2, 3, 4, 5].map((n) => `  ${n}  todo ${n - 1}`),
      '  and 3 more',
      '',
    ]);
    expect(stderr).toBe('tock undo -l food takes it back\n');
    expect(JSON.parse((await tock.run(['redo', '--json'])).stdout)).toMatchObject({ redone });
  });

  it('1: nothing to undo; 6: somebody changed it since, in the words of the server', async () => {
    const tock = await pair('one');
    tock.server.script.set('list:undo', always(failure('refused', 'there is nothing of yours to undo', 'tock log')));
    expect((await tock.run(['undo'])).code).toBe(1);
    tock.server.script.set(
      'list:undo',
      always(failure('conflict', 'bo changed the title of 4 since', 'it is now: x; it would be: y')),
    );
    const ran = await tock.run(['undo']);
    expect(ran).toMatchObject({ code: 6, stdout: '' });
    expect(ran.stderr).toContain('bo changed the title of 4 since');
    expect(ran.stderr).toContain('it is now: x; it would be: y');
  });

  it('--dry-run finds what it would be about, and asks for nothing to be done', async () => {
    const tock = await pair('one', 'two');
    logging(tock, { most: 1 });
    expect(await tock.run(['undo', '--dry-run'])).toEqual({
      code: 0,
      stdout: '',
      stderr: 'would undo revision 2: removed 2  two\n',
    });
    expect(JSON.parse((await tock.run(['undo', '1', '--dry-run', '--json'])).stdout)).toEqual({
      dryRun: true,
      list: 'inbox',
      rev: 1,
      todos: [{ id: tock.todo(1).id, n: 1, title: 'one', type: 'todo_removed' }],
    });
    expect((await tock.run(['undo', '9', '--dry-run'])).code).toBe(1);
    expect((await tock.run(['redo', '--dry-run'])).code).toBe(1);
    expect(tock.server.received.map(({ event }) => event)).not.toContain('list:undo');
  });
});

describe('what would be undone', () => {
  /** A history by ana and bo, as the server would have it. */
  class History {
    readonly state = new ListState();
    readonly commits: TodoCommit[] = [];

    by(by: string, op: string, changes: TodoChange[], about: Partial<TodoCommit['requests'][number]> = {}): void {
      const rev = this.commits.length + 1;
      const requests = [{ op, by, fingerprint: op, changes, ...about }];
      const commit = { list: 'lbbbbbbbbbbb', rev, id: 'cbbbbbbbbbbb', at: AT, requests };
      applyCommit(this.state, commit, 'h');
      this.commits.unshift(commit);
    }

    find(direction: 'undo' | 'redo', rev: number | null = null, person = 'ana') {
      return findTurned(direction, this.commits, { person, rev }, (id) => this.state.get(id));
    }
  }

  const id = 'tbbbbbbbbbbb';
  const added: TodoChange = { type: 'todo_added', id, position: 'a0', title: 'one' };
  const edit = (from: string, to: string): TodoChange => ({
    type: 'todo_edited',
    id,
    title: to,
    set: { title: to },
    was: { title: from },
  });

  it('is the newest of the person that holds; what was undone is passed over, and can be redone', () => {
    const history = new History();
    history.by('ana', 'a', [added]);
    history.by('ana', 'b', [edit('one', 'two')]);
    expect(history.find('undo')).toMatchObject({ value: { rev: 2, changes: [{ type: 'todo_edited' }] } });
    expect(history.find('undo', null, 'bo')).toBeNull();
    history.by('ana', 'c', [edit('two', 'one')], { undoes: { op: 'b', rev: 2 } });
    expect(history.find('undo')).toMatchObject({ value: { rev: 1, changes: [{ type: 'todo_removed' }] } });
    expect(history.find('redo')).toMatchObject({ value: { rev: 2, changes: [{ type: 'todo_edited' }] } });
    history.by('ana', 'd', [edit('one', 'two')], { redoes: { op: 'b', rev: 2 } });
    expect(history.find('undo')).toMatchObject({ value: { rev: 2 } });
    expect(history.find('redo')).toBeNull();
  });

  it('is a conflict where somebody changed it since; what is so already is passed over', () => {
    const history = new History();
    history.by('ana', 'a', [added]);
    history.by('ana', 'b', [edit('one', 'two')]);
    history.by('bo', 'c', [edit('two', 'three')]);
    expect(history.find('undo')).toMatchObject({
      problem: {
        code: 'conflict',
        message: 'bo changed the title of 1 since',
        hint: 'it is now: three; it would be: one; tock undo REV takes back another',
      },
    });
    history.by('bo', 'd', [edit('three', 'one')]);
    expect(history.find('undo', 2)).toBeNull();
    history.by('ana', 'e', [edit('one', 'four')]);
    expect(history.find('undo', 2)).toMatchObject({ problem: { message: 'you changed the title of 1 since' } });
  });

  it('redo is over as soon as the person did something else', () => {
    const history = new History();
    history.by('ana', 'a', [added]);
    history.by('ana', 'b', [{ type: 'todo_removed', id, title: 'one' }], { undoes: { op: 'a', rev: 1 } });
    expect(history.find('redo')).toMatchObject({ value: { rev: 1, changes: [{ type: 'todo_restored' }] } });
    history.by('ana', 'c', [{ ...added, id: 'tccccccccccc' }]);
    expect(history.find('redo')).toBeNull();
  });

  it('a todo that was moved to another list comes back, and one that came goes back', () => {
    const history = new History();
    history.by('ana', 'a', [added]);
    history.by('ana', 'b', [{ type: 'todo_sent', id, title: 'one', to: 'lccccccccccc' }]);
    expect(history.find('undo')).toMatchObject({ value: { rev: 2, changes: [{ type: 'todo_received' }] } });
    const created = { at: AT, by: 'ana' };
    history.by('ana', 'c', [{ type: 'todo_received', id, title: 'one', from: 'lc', position: 'a0', created }]);
    expect(history.find('undo')).toMatchObject({ value: { rev: 3, changes: [{ type: 'todo_sent' }] } });
  });
});
