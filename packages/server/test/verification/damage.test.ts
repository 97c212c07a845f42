/** What is wrong with a store is found, and named by list and revision. */
import { randomBytes } from 'node:crypto';
import { closeSync, copyFileSync, openSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { openStore } from '../../src/journal/store.ts';
import { StoreReader } from '../../src/journal/storeReader.ts';
import { verifyStore } from '../../src/verification/verifyStore.ts';
import { ana, createWorld, newOp, succeeded } from '../controllers/fixtures.ts';
import { temporaryFolder } from '../journal/fixtures.ts';
import { formats, storeOf } from '../journal/formats/kept.ts';
import { change } from '../journal/sqliteStores.ts';
import { grow, rest } from '../ledger/thinningWorld.ts';

/** A page of SQLite. */
const PAGE = 4_096;

async function verified(path: string) {
  const reader = StoreReader.open(path);
  try {
    return await verifyStore(reader, null);
  } finally {
    reader.close();
  }
}

/** A closed store with a list of whole history that has a snapshot, and a move to another; and the ids of both. */
async function soundStore(): Promise<{ path: string; inbox: string; errands: string }> {
  const path = join(temporaryFolder(), 'tock.db');
  const journal = await openStore(`sqlite:${path}`);
  const world = await createWorld(journal);
  await grow(world, 120);
  await rest(world);
  succeeded(await world.lists.create(ana, { op: newOp(), name: 'errands' }));
  succeeded(await world.todos.send(ana, { op: newOp(), list: 'inbox', todos: ['7'], to: 'errands' }));
  await grow(world, 3);
  const errands = world.directory.state.listNamed('ana', 'errands')?.id ?? '';
  await journal.close();
  return { path, inbox: world.inboxes.ana, errands };
}

test.each(formats)('a store of format %i is sound, thinned or not', async (format) => {
  expect(await verified(storeOf(format))).toMatchObject({
    problems: [],
    counts: { lists: 5, letGo: 110, snapshots: 1 },
    compared: null,
  });
});

test('a store of whole history is sound, and its snapshot is what its commits make', async () => {
  const { path } = await soundStore();
  expect(await verified(path)).toMatchObject({ problems: [], counts: { lists: 3, letGo: 0, snapshots: 1 } });
});

test('a list counts from when it is made, before anything is written into it', async () => {
  const path = join(temporaryFolder(), 'tock.db');
  const journal = await openStore(`sqlite:${path}`);
  const world = await createWorld(journal);
  const known = world.directory.state.lists.size;
  for (const name of ['errands', 'garden']) succeeded(await world.lists.create(ana, { op: newOp(), name }));
  await journal.close();
  expect(await verified(path)).toMatchObject({ problems: [], counts: { lists: known + 2 } });
});

/** What is done to a store, and what is found then. */
type Damage = [
  name: string,
  damage: (ids: { inbox: string; errands: string }) => string,
  found: (ids: { inbox: string; errands: string }) => (string | RegExp)[],
];

const at = (list: string, rev: number) => `key = '${list}:${rev}'`;

describe('planted in a store of whole history', () => {
  test.each([
    [
      'a missing revision',
      ({ inbox }) => `DELETE FROM commits WHERE ${at(inbox, 60)}`,
      ({ inbox }) => [`list ${inbox} at revision 60: it is missing`],
    ],
    [
      'several of them',
      ({ inbox }) => `DELETE FROM commits WHERE ${at(inbox, 60)} OR ${at(inbox, 61)} OR ${at(inbox, 62)}`,
      ({ inbox }) => [`list ${inbox} at revision 60: it and those up to 62 are missing`],
    ],
    [
      'a changed byte in a body',
      ({ inbox }) => `UPDATE commits SET value = replace(value, '"t9"', '"t8"') WHERE ${at(inbox, 10)}`,
      ({ inbox }) => [
        `list ${inbox} at revision 10: its chain value does not follow from the commit before it`,
        // What the snapshot has is another todo then.
        `list ${inbox} at revision 120: its snapshot is not what its commits make`,
      ],
    ],
    [
      'a chain value of another commit',
      ({ inbox }) =>
        `UPDATE commits SET value = (SELECT substr(value, 1, 22) FROM commits WHERE ${at(inbox, 50)}) || substr(value, 23)
         WHERE ${at(inbox, 10)}`,
      ({ inbox }) => [`list ${inbox} at revision 10: its chain value does not follow from the commit before it`],
    ],
    [
      'a body that is none',
      ({ inbox }) => `UPDATE commits SET value = substr(value, 1, 80) WHERE ${at(inbox, 123)}`,
      ({ inbox }) => [
        `list ${inbox} at revision 123: its chain value does not follow from the commit before it`,
        new RegExp(`^list ${inbox} at revision 123: it does not apply: `),
      ],
    ],
    [
      'a row that is no text',
      ({ inbox }) => `UPDATE commits SET value = x'00' WHERE ${at(inbox, 123)}`,
      ({ inbox }) => [`list ${inbox} at revision 123: it is damaged: there is no text`],
    ],
    [
      'a snapshot with another todo',
      ({ inbox }) => `UPDATE snapshots SET value = replace(value, '"t9"', '"t8"') WHERE key LIKE '${inbox}:%'`,
      ({ inbox }) => [`list ${inbox} at revision 120: its snapshot is not what its commits make`],
    ],
    [
      'a snapshot of another history',
      ({ inbox }) =>
        `UPDATE snapshots SET value = json_set(value, '$.h', 'xxxxxxxxxxxxxxxxxxxxxx') WHERE key = '${inbox}:'`,
      ({ inbox }) => [`list ${inbox} at revision 120: its snapshot has another chain value than its commit`],
    ],
    [
      'a snapshot that remembers another op',
      ({ inbox }) => `UPDATE snapshots SET value = json_set(value, '$[0][1]', 'other') WHERE key GLOB '${inbox}:*:0'`,
      ({ inbox }) => [
        `list ${inbox} at revision 120: the ops that its snapshot remembers are not those of its commits`,
      ],
    ],
    [
      'a snapshot of a revision that is not there',
      ({ inbox }) => `UPDATE snapshots SET value = json_set(value, '$.rev', 900) WHERE key = '${inbox}:'`,
      ({ inbox }) => [`list ${inbox}: its snapshot is of revision 900, and its commits end at 124`],
    ],
    [
      'a snapshot that lacks a part',
      ({ inbox }) => `DELETE FROM snapshots WHERE key GLOB '${inbox}:*:1'`,
      ({ inbox }) => [`list ${inbox}: the snapshot of list ${inbox} at revision 120 lacks a part`],
    ],
    [
      'the missing half of a move, at the end of its list',
      ({ errands }) => `DELETE FROM commits WHERE ${at(errands, 1)}`,
      ({ inbox, errands }) => [
        `list ${inbox} at revision 121: the other half of what it changed, revision 1 of list ${errands}, is missing`,
      ],
    ],
    [
      'a list that nobody created',
      ({ errands }) =>
        `UPDATE commits SET value = replace(value, '${errands}', 'bcdfghjklmnp') WHERE key LIKE 'directory:%'`,
      ({ errands }) => [
        'list directory at revision 3: its chain value does not follow from the commit before it',
        `list ${errands}: it has commits, and is not in the directory`,
      ],
    ],
    [
      'a key that is none',
      () => "INSERT INTO commits VALUES ('what', '')",
      () => ['the store has a commit under the key what, which is none'],
    ],
    [
      'a commit in the place of another list’s',
      ({ inbox, errands }) =>
        `UPDATE commits SET value = (SELECT value FROM commits WHERE ${at(inbox, 1)}) WHERE ${at(errands, 1)}`,
      ({ inbox, errands }) => [
        `list ${errands} at revision 1: it does not apply: it says that it is revision 1 of list ${inbox}`,
      ],
    ],
  ] satisfies Damage[])('%s', async (_, damage, found) => {
    const { path, ...ids } = await soundStore();
    change(path, damage(ids));
    const { problems } = await verified(path);
    expect(problems).toEqual(found(ids).map((line) => (line instanceof RegExp ? expect.stringMatching(line) : line)));
  });
});

describe('planted in a thinned store', () => {
  const inboxOf = (path: string) => {
    const database = new DatabaseSync(path);
    const { list } =
      database.prepare("SELECT substr(key, 1, 12) AS list FROM commits WHERE value GLOB '[*]*'").get() ?? {};
    database.close();
    return String(list);
  };

  test.each([
    [
      'a chain value that is gone',
      (list: string) => `UPDATE commits SET value = '*' WHERE ${at(list, 40)}`,
      40,
      /no chain value/,
    ],
    [
      'a commit that was let go and is needed',
      (list: string) => `UPDATE commits SET value = '*' || substr(value, 1, 22) WHERE ${at(list, 111)}`,
      111,
      /the snapshot says that it is kept/,
    ],
    ['a hole in what was let go', (list: string) => `DELETE FROM commits WHERE ${at(list, 40)}`, 40, /it is missing/],
    [
      'no snapshot',
      (list: string) => `DELETE FROM snapshots WHERE key = '${list}:'`,
      1,
      /there is no snapshot in its place/,
    ],
  ])('%s', async (_, damage, rev, words) => {
    const path = storeOf(1);
    const inbox = inboxOf(path);
    change(path, damage(inbox));
    const { problems } = await verified(path);
    expect(problems[0]).toMatch(words);
    expect(problems[0]).toContain(`list ${inbox} at revision ${rev}: `);
  });
});

test('a torn page is found wherever it is, without a fault of the verification', async () => {
  const { path } = await soundStore();
  const compact = join(temporaryFolder(), 'tock.db');
  const database = new DatabaseSync(path);
  database.prepare('VACUUM INTO ?').run(compact);
  database.close();
  for (let page = 0; page < statSync(compact).size / PAGE; page += 1) {
    const torn = join(temporaryFolder(), 'tock.db');
    copyFileSync(compact, torn);
    const file = openSync(torn, 'r+');
    writeSync(file, randomBytes(PAGE / 2), 0, PAGE / 2, page * PAGE);
    closeSync(file);
    const problems = await verified(torn).then(
      (found) => found.problems,
      (error: unknown) => [error],
    );
    expect(problems, `page ${page}`).not.toEqual([]);
    for (const problem of problems)
      if (typeof problem !== 'string') expect(problem).toMatchObject({ name: 'StoreUnusable' });
  }
});
