/** What a list is after a restart: its snapshot and the commits after it, or nothing at all. */
import { chain, type StoredCommit } from '@tock/shared';
import { expect, test } from 'vitest';
import { type Journal, JournalFault } from '../../src/journal/journal.ts';
import { openStore } from '../../src/journal/store.ts';
import { HeldJournal } from '../heldJournal.ts';
import { adding, digest, EVERYTHING, idOf, LIST, load, planning, turnOfTheLoop } from './fixtures.ts';

/** Todos so large that a snapshot is due after a few commits. */
const large = (op: string) => adding(op, op, 'ana', '.'.repeat(8_000));

/** Adds todos, a commit each, until a snapshot was written. */
async function growUntilSnapshot(journal: Journal, prefix: string): Promise<void> {
  const { ledger } = await load(journal);
  const before = (await journal.readSnapshot(LIST))?.rev ?? 0;
  for (let index = 0; ; index += 1) {
    await ledger.submit(large(`${prefix}${index}`));
    await ledger.settled();
    if (((await journal.readSnapshot(LIST))?.rev ?? 0) > before) return;
  }
}

test('R8, R10: snapshot and tail give the same list as the whole history, ops included', async () => {
  const journal = await openStore('memory:');
  await growUntilSnapshot(journal, 'a');
  const { ledger } = await load(journal);
  const first = await ledger.submit(large('a0'));
  await ledger.submit(adding('tail'));
  await ledger.submit(
    planning('done', () => ({
      ok: true,
      value: { changes: [{ type: 'todo_completed', id: idOf('a0'), title: 'a0' }] },
    })),
  );
  const snapshot = await journal.readSnapshot(LIST);
  expect(snapshot?.rev).toBeLessThan(ledger.head.rev);

  const replayed = await openStore('memory:');
  expect(await replayed.append(await journal.read(LIST, 0, EVERYTHING))).toBe('stored');
  const [fromSnapshot, fromHistory] = [await load(journal), await load(replayed)];
  expect(digest(fromSnapshot.ledger.state)).toBe(digest(ledger.state));
  expect(digest(fromHistory.ledger.state)).toBe(digest(ledger.state));
  for (const { ledger: again } of [fromSnapshot, fromHistory]) {
    expect(await again.submit(large('a0'))).toEqual(first);
    expect(await again.submit(adding('tail'))).toMatchObject({ value: { changed: true } });
    expect(await again.submit(adding('tail', 'something else'))).toMatchObject({ problem: { code: 'op_reused' } });
  }
});

test('R8: a snapshot is exact at its revision, though the list goes on while it is written', async () => {
  const journal = await openStore('memory:');
  const { ledger } = await load(journal);
  // Many chunks, so that writing takes many turns; every commit replaces a todo of each of them meanwhile.
  for (let index = 0; index < 10; index += 1) {
    await Promise.all(Array.from({ length: 100 }, (_, at) => ledger.submit(large(`op${index}.${at}`))));
  }
  for (let step = 0; step < 200; step += 1) {
    const id = idOf(`op${step % 10}.${step % 100}`);
    const title = `edited ${step}`;
    await ledger.submit(
      planning(`edit${step}`, (draft) => ({
        ok: true,
        value: {
          changes: [{ type: 'todo_edited', id, title, set: { title }, was: { title: draft.get(id)?.title ?? '' } }],
        },
      })),
    );
  }
  await ledger.settled();
  const snapshot = await journal.readSnapshot(LIST);
  expect(snapshot?.rev).toBeGreaterThan(0);

  // The snapshot alone must be what the history gives at its revision.
  const upTo = await openStore('memory:');
  const history = await journal.read(LIST, 0, EVERYTHING);
  await upTo.append(history.slice(0, snapshot?.rev));
  const alone = await openStore('memory:');
  if (snapshot !== null) await alone.writeSnapshot(LIST, snapshot);
  expect(digest((await load(alone)).ledger.state)).toBe(digest((await load(upTo)).ledger.state));
  expect(digest((await load(journal)).ledger.state)).toBe(digest(ledger.state));
});

test('a store without room for a snapshot says so in the log, and the list goes on', async () => {
  const journal = await HeldJournal.open();
  journal.snapshotAnswer = async () => 'full';
  const { ledger, reported, faults } = await load(journal);
  for (let index = 0; index < 50; index += 1) {
    const outcome = ledger.submit(large(`op${index}`));
    await (await journal.next()).store();
    expect(await outcome).toMatchObject({ ok: true });
  }
  await ledger.settled();
  expect(reported.length).toBeGreaterThan(0);
  expect(faults).toEqual([]);
});

test('R10: a snapshot that fails in any other way is a fault', async () => {
  const journal = await HeldJournal.open();
  const error = new JournalFault('a failed fsync');
  journal.snapshotAnswer = () => Promise.reject(error);
  const { ledger, faults } = await load(journal);
  for (let index = 0; index < 40 && faults.length === 0; index += 1) {
    void ledger.submit(large(`op${index}`));
    await (await journal.next()).store();
    await ledger.settled();
    await turnOfTheLoop();
  }
  expect(faults).toEqual([error]);
});

test('R10: history that does not fit together is refused as a whole, never read in part', async () => {
  const journal = await openStore('memory:');
  const { ledger } = await load(journal);
  for (const op of ['milk', 'eggs', 'bread']) await ledger.submit(adding(op));
  const history = await journal.read(LIST, 0, EVERYTHING);
  const damaged = async (damage: (commit: StoredCommit) => StoredCommit) => {
    const copy = await openStore('memory:');
    await copy.append(history.map((commit) => (commit.rev === 2 ? damage(commit) : commit)));
    return load(copy);
  };
  await expect(damaged((commit) => ({ ...commit, body: commit.body.replace('eggs', 'oats') }))).rejects.toThrow(
    'chain of list groceries breaks at revision 2',
  );
  await expect(damaged((commit) => ({ ...commit, h: chain('', commit.body) }))).rejects.toThrow('revision 2');
  const torn = (commit: StoredCommit) => {
    const body = commit.body.slice(0, 40);
    return { ...commit, body, h: chain(history[0]?.h ?? '', body) };
  };
  await expect(damaged(torn)).rejects.toThrow();
});

test('R10: a store that cannot be read gives no list, not an empty one', async () => {
  const journal = await HeldJournal.open();
  journal.beforeRead = () => Promise.reject(new JournalFault('a failed read'));
  await expect(load(journal)).rejects.toThrow('a failed read');
});

test('R10: a damaged snapshot gives no list', async () => {
  for (const chunks of [
    [],
    ['[]'],
    ['{}', '{"count":0,"lastPosition":null}'],
    ['[]', '{"count":0,"lastPosition":null}', '[{}]'],
  ]) {
    const journal = await openStore('memory:');
    await journal.writeSnapshot(LIST, { rev: 3, h: 'x', chunks });
    await expect(load(journal)).rejects.toThrow();
  }
});
