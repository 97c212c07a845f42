/** `tock lists archive` and what archived lists are left out of; `tock who`. */
import { success } from '@tock/shared';
import { describe, expect, it } from 'vitest';
import { always, listing, logging, pair, receiptOf } from './support/scripted.ts';

const TERMINAL = { terminals: ['stdin' as const, 'stdout' as const, 'stderr' as const] };

describe('lists archive', () => {
  it.each([
    ['y', 0],
    ['yes', 0],
    ['n', 1],
    ['', 1],
    ['yesterday', 1],
  ])('asks a person; %j is exit %i', async (answer, code) => {
    const tock = await pair();
    logging(tock);
    tock.server.script.set('list:archive', always(success(receiptOf(tock, []))));
    const ran = await tock.run(['lists', 'archive', 'food'], { ...TERMINAL, stdin: `${answer}\n` });
    expect(ran.code).toBe(code);
    expect(ran.stderr).toContain('archive inbox?');
    expect(tock.server.asked('list:archive')).toHaveLength(code === 0 ? 1 : 0);
  });

  it('--yes asks nobody; a program without it is refused before anything is sent', async () => {
    const tock = await pair();
    tock.server.script.set('list:archive', always(success(receiptOf(tock, []))));
    const refused = await tock.run(['lists', 'archive', 'food'], { stdin: 'y\n' });
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('--yes');
    expect(tock.server.received).toEqual([]);
    expect((await tock.run(['lists', 'archive', 'food', '--yes', '--op', 'x'])).stdout).toBe(
      `${tock.server.inbox.id}\t7\n`,
    );
    expect(tock.server.asked('list:archive')).toEqual([{ op: 'x', list: 'food' }]);
  });

  it('unarchive asks nobody, and says when it was open', async () => {
    const tock = await pair();
    tock.server.script.set('list:unarchive', always(success(receiptOf(tock, [], false))));
    expect(await tock.run(['lists', 'unarchive', 'food'])).toMatchObject({ code: 0, stderr: 'already open\n' });
    expect(tock.server.received.map(({ event }) => event)).toEqual(['list:unarchive']);
  });

  it('--dry-run archives nothing, and asks nobody', async () => {
    const tock = await pair();
    logging(tock);
    expect(await tock.run(['lists', 'archive', 'inbox', '--dry-run'])).toMatchObject({
      code: 0,
      stderr: 'would archive the list inbox\n',
    });
    expect(tock.server.asked('list:archive')).toEqual([]);
  });
});

describe('archived lists', () => {
  it('are left out unless they are asked for; JSON says which they are', async () => {
    const tock = await pair('one');
    listing(tock, { id: 'lccccccccccc', title: 'food', archived: true });
    expect((await tock.run(['lists'])).stdout).toBe(`${tock.server.inbox.id}\tinbox\tana\n`);
    expect((await tock.run(['lists', '-a'])).stdout).toContain('lccccccccccc\tfood\tana\n');
    expect(JSON.parse((await tock.run(['lists', '--archived', '--json'])).stdout)).toMatchObject([
      { title: 'inbox', archived: false },
      { title: 'food', archived: true },
    ]);
    expect((await tock.run(['lists', '-a', '--no-color'], TERMINAL)).stdout).toMatch(
      /lccccccccccc {2}archived {2}food\n/,
    );
    // The list that is archived is not opened at all.
    expect((await tock.run(['ls', '-A'])).code).toBe(0);
    expect(tock.server.asked('list:open')).toMatchObject([{ list: tock.server.inbox.id }]);
  });
});

describe('who', () => {
  it('prints people, devices and connections', async () => {
    const tock = await pair();
    const people = [
      { person: 'ana', device: 'laptop', connections: 2 },
      { person: 'bo', device: 'a\u001b[2Jb', connections: 1 },
    ];
    const presence = { list: tock.server.inbox.id, people, more: 3 };
    tock.server.script.set('list:presence', always(success(presence)));
    expect(await tock.run(['who', 'food'])).toEqual({
      code: 0,
      stdout: 'ana\tlaptop\t2\nbo\ta^[[2Jb\t1\n',
      stderr: 'and 3 more devices\n',
    });
    expect((await tock.run(['who', '--no-color'], TERMINAL)).stdout).toBe(
      'ana  laptop   2 connections\nbo   a^[[2Jb\n',
    );
    expect(JSON.parse((await tock.run(['who', '--json'])).stdout)).toEqual(presence);
    expect(tock.server.asked('list:presence')).toEqual([{ list: 'food' }, { list: 'inbox' }, { list: 'inbox' }]);
    tock.server.script.set('list:presence', always(success({ ...presence, people: [], more: 0 })));
    expect((await tock.run(['who'], TERMINAL)).stderr).toContain('nobody now');
  });
});
