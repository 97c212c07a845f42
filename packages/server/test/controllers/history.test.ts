/** Who did what: the log in pages, and everything that happened to one todo. */
import { chain, limits, type RequestOf, type TodoCommit } from '@tock/shared';
import { describe, expect, test } from 'vitest';
import { openStore } from '../../src/journal/store.ts';
import { todoRules } from '../../src/todoRules.ts';
import { seed, seededRandom } from '../journal/fixtures.ts';
import { EVERYTHING } from '../ledger/fixtures.ts';
import { addTitles, ana, createWorld, newOp, succeeded, type World } from './fixtures.ts';

type Log = Omit<RequestOf<'list:log'>, 'list'>;
const log = async (world: World, request: Log) =>
  succeeded(await world.history.log(ana, { list: 'inbox', ...request }));
const revisions = async (world: World, request: Log) => (await log(world, request)).commits.map(({ rev }) => rev);

/** A world whose inbox has so many commits, one every minute. */
async function worldOf(commits: number, title = 'x'): Promise<World> {
  let minute = 0;
  const now = () => new Date(Date.UTC(2026, 10, 1, 8, minute)).toISOString();
  const world = await createWorld(undefined, { now });
  for (let rev = 1; rev <= commits; rev += 1) {
    minute = rev;
    await addTitles(world, `${title}${rev}`);
  }
  return world;
}

describe('R4: the log', () => {
  test('is newest first, a page at a time, until there is none', async () => {
    const world = await worldOf(130);
    for (const limit of [1, 7, 64, 129, 130, 131, limits.logCommits]) {
      const seen: number[] = [];
      for (let before: number | null | undefined; before !== null; ) {
        const page = await log(world, { limit, ...(before === undefined ? {} : { before }) });
        expect(page.rev).toBe(130);
        expect(page.commits.length).toBeLessThanOrEqual(limit);
        expect(page.keptFrom).toBe(1);
        seen.push(...page.commits.map(({ rev }) => rev));
        before = page.next;
      }
      expect(seen).toEqual(Array.from({ length: 130 }, (_, index) => 130 - index));
    }
    const { commits } = await log(world, { limit: 200 });
    expect(commits.toReversed()).toEqual(await world.journal.read(world.inboxes.ana, 0, EVERYTHING));
  });

  test('goes from before a revision to after another, or back to an instant', async () => {
    const world = await worldOf(10);
    const limit = 100;
    expect(await revisions(world, { limit, before: 4 })).toEqual([3, 2, 1]);
    expect(await revisions(world, { limit, after: 8 })).toEqual([10, 9]);
    expect(await revisions(world, { limit, before: 6, after: 2 })).toEqual([5, 4, 3]);
    for (const empty of [{ before: 0 }, { before: 1 }, { after: 10 }, { after: 99 }, { before: 3, after: 2 }])
      expect(await log(world, { limit, ...empty })).toMatchObject({ commits: [], next: null, rev: 10 });
    expect(await revisions(world, { limit, before: 99 })).toHaveLength(10);
    expect(await revisions(world, { limit, since: '2026-11-01T08:08:00.000Z' })).toEqual([10, 9, 8]);
    expect(await revisions(world, { limit, since: '2026-11-01T08:08:00.001Z' })).toEqual([10, 9]);
    expect(await log(world, { limit: 2, since: '2026-11-01T08:08:00.000Z' })).toMatchObject({ next: 9 });
    expect(await log(world, { limit: 3, since: '2026-11-01T08:08:00.000Z' })).toMatchObject({ next: null });
    expect(await log(world, { limit: 3, after: 7 })).toMatchObject({ next: null });
    expect(await log(await createWorld(), { limit })).toMatchObject({ commits: [], next: null, rev: 0 });
  });

  test('is no longer than an answer may be, and has one commit at least', async () => {
    const world = await createWorld();
    const notes = 'x'.repeat(60_000);
    for (let rev = 1; rev <= 30; rev += 1)
      await world.todos.add(ana, { op: newOp(), list: 'inbox', todos: [{ title: 'x', notes }] });
    const first = await log(world, { limit: 100 });
    expect(first.commits.length).toBeGreaterThan(10);
    expect(first.commits.reduce((text, { body }) => text + body.length, 0)).toBeLessThan(1_100_000);
    expect(first.next).toBe(first.commits.at(-1)?.rev);
    const todos = Array.from({ length: 40 }, () => ({ title: 'x', notes }));
    await world.todos.add(ana, { op: newOp(), list: 'inbox', todos });
    expect(await revisions(world, { limit: 100 })).toEqual([31]);
    expect(await log(world, { limit: 100, before: 31 })).toMatchObject({ next: first.next });
  });

  test('reads a little at a time, also where small commits follow on large ones', async () => {
    const world = await createWorld();
    const notes = 'x'.repeat(60_000);
    const large = Array.from({ length: 40 }, () => ({ title: 'x', notes }));
    for (let rev = 1; rev <= 6; rev += 1) await world.todos.add(ana, { op: newOp(), list: 'inbox', todos: large });
    for (let rev = 7; rev <= 14; rev += 1) await addTitles(world, 'small');
    let most = 0;
    const { read } = world.journal;
    world.journal.read = async (...asked) => {
      const commits = await read.apply(world.journal, asked);
      most = Math.max(
        most,
        commits.reduce((text, { body }) => text + body.length, 0),
      );
      return commits;
    };
    expect(await revisions(world, { limit: 100 })).toEqual([14, 13, 12, 11, 10, 9, 8, 7]);
    expect(await revisions(world, { limit: 100, before: 7 })).toEqual([6]);
    expect(most).toBeLessThan(5_000_000);
  });
});

describe('R8: the history of a todo', () => {
  const typesOf = async (world: World, todo: string, list = 'inbox') => {
    const { history, thinned } = succeeded(await world.history.readTodo(ana, { list, todo }));
    expect(thinned).toBe(false);
    return history.map(({ rev, change }) => `${rev} ${change.type}`);
  };

  /** What a scan of all commits finds. */
  const scanned = (commits: TodoCommit[], id: string) =>
    commits.flatMap(({ rev, requests }) =>
      requests.flatMap(({ changes }) =>
        changes.flatMap((change) => (change.id === id ? [`${rev} ${change.type}`] : [])),
      ),
    );
  const commitsOf = async (world: World) =>
    (await world.journal.read(world.inboxes.ana, 0, EVERYTHING)).map(({ body }) => todoRules.parse(body));

  /** The same store as an early tock wrote it: no change says what it was made on. */
  async function withoutSeen(world: World): Promise<World> {
    const journal = await openStore('memory:');
    await journal.append(await world.journal.read('directory', 0, EVERYTHING));
    let h = '';
    for (const stored of await world.journal.read(world.inboxes.ana, 0, EVERYTHING)) {
      // What came from another list says so since there are such moves.
      const body = stored.body.replaceAll(/("type":"todo_(?!received)[^{}]*?)"seen":\d+,/g, '$1');
      h = chain(h, body);
      expect(await journal.append([{ ...stored, body, h }])).toBe('stored');
    }
    return createWorld(journal);
  }

  test(`is what a scan of all commits finds, also where no change says what came before it (TOCK_SEED=${seed})`, async () => {
    const random = seededRandom(seed);
    const some = () => String(1 + Math.floor(random() * 12));
    const world = await createWorld();
    succeeded(await world.lists.create(ana, { op: newOp(), name: 'work' }));
    // A title that looks like an id of another todo must not be taken for it.
    const [first] = await addTitles(world, 'first');
    await addTitles(world, ...Array.from({ length: 11 }, () => first?.id ?? ''));
    for (let round = 0; round < 25; round += 1) {
      await Promise.all(
        Array.from({ length: 8 }, () => {
          const dice = random();
          const named = { op: newOp(), list: 'inbox', todos: [some(), some()] };
          if (dice < 0.15) return world.todos.complete(ana, named);
          if (dice < 0.25) return world.todos.reopen(ana, named);
          if (dice < 0.3) return world.todos.remove(ana, named);
          if (dice < 0.45) return world.todos.restore(ana, named);
          if (dice < 0.55) return world.todos.move(ana, { ...named, place: 'top' });
          if (dice < 0.65) return world.undo.undo(ana, { op: newOp(), list: 'inbox' });
          if (dice < 0.7) return world.undo.redo(ana, { op: newOp(), list: 'inbox' });
          if (dice < 0.8) return world.todos.send(ana, { ...named, to: 'work' });
          if (dice < 0.9) return world.todos.send(ana, { ...named, list: 'work', to: 'inbox' });
          const set = { title: `${first?.id} ${round}` };
          return world.todos.edit(ana, { op: newOp(), list: 'inbox', todo: some(), set });
        }),
      );
    }
    const commits = await commitsOf(world);
    expect(commits.length).toBeGreaterThan(20);
    const early = await withoutSeen(world);
    for (let n = 1; n <= 12; n += 1) {
      const { todo } = succeeded(await world.history.readTodo(ana, { list: 'inbox', todo: String(n) }));
      expect(await typesOf(world, String(n))).toEqual(scanned(commits, todo.id));
      expect(await typesOf(early, String(n))).toEqual(scanned(commits, todo.id));
    }
  });

  test('is no longer than an answer may be, the newest of it, and says so', async () => {
    const world = await createWorld();
    await addTitles(world, 'milk');
    for (let round = 0; round < 20; round += 1) {
      const set = { notes: String(round % 10).repeat(60_000) };
      succeeded(await world.todos.edit(ana, { op: newOp(), list: 'inbox', todo: '1', set }));
    }
    const read = succeeded(await world.history.readTodo(ana, { list: 'inbox', todo: '1' }));
    expect(JSON.stringify(read.history).length).toBeLessThan(1_100_000);
    expect(read).toMatchObject({ thinned: false, long: true });
    expect(read.history.map(({ rev }) => rev)).toEqual(
      read.history.map((_, index) => 22 - read.history.length + index),
    );
    expect(read.history.at(-1)?.rev).toBe(21);
  });

  test('has each change of one commit, in order, with its author and op', async () => {
    const world = await createWorld();
    await addTitles(world, 'milk');
    const edit = (title: string, op: string) => world.todos.edit(ana, { op, list: 'inbox', todo: '1', set: { title } });
    await Promise.all([edit('oats', 'one'), edit('rice', 'two'), edit('bread', 'three')]);
    const { history } = succeeded(await world.history.readTodo(ana, { list: 'inbox', todo: '1' }));
    expect(history.slice(1)).toMatchObject(['one', 'two', 'three'].map((op) => ({ rev: 2, by: 'ana', op })));
  });
});
