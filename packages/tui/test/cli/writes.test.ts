/** The verbs that change todos by name: what they send, and what they print for whom. */
import { success } from '@tock/shared';
import { describe, expect, it } from 'vitest';
import { always, pair, reading, receiptOf } from './support/scripted.ts';

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
