/** Another server wrote the revision that a list was about to write. */
import { chain, failure, randomIdentifier, type StoredCommit, success } from '@tock/shared';
import { expect, test } from 'vitest';
import { HeldJournal } from '../heldJournal.ts';
import { adding, idOf, LIST, load, planning } from './fixtures.ts';

/** A commit of another server that adds one todo. */
function foreign(rev: number, previous: string, op: string): StoredCommit {
  const change = { type: 'todo_added', id: idOf(op, 'bo'), position: `a${rev}`, title: op };
  const request = { op, by: 'bo', fingerprint: op, changes: [change] };
  const at = '2026-11-20T10:00:00.000Z';
  const body = JSON.stringify({ list: LIST, rev, id: randomIdentifier(), at, requests: [request] });
  return { list: LIST, rev, h: chain(previous, body), body };
}

test('R3, R10: a conflict is caught up with, emitted once, planned again and lands after it', async () => {
  const journal = await HeldJournal.open();
  const { ledger, emitted } = await load(journal);
  const outcome = ledger.submit(adding('milk'));
  const append = await journal.next();
  const theirs = foreign(1, '', 'bread');
  await journal.stored.append([theirs]);
  await append.store();
  await (await journal.next()).store();

  expect(await outcome).toMatchObject({ ok: true, value: { rev: 2, changed: true } });
  expect(emitted.map(({ rev }) => rev)).toEqual([1, 2]);
  expect(emitted[0]).toEqual(theirs);
  expect([...ledger.state.todos.values()].map(({ n, title }) => `${n} ${title}`)).toEqual(['1 bread', '2 milk']);
});

test('R10: what was refused before a conflict stays refused, though the foreign commit would allow it', async () => {
  const journal = await HeldJournal.open();
  const { ledger } = await load(journal);
  const id = idOf('bread', 'bo');
  const early = ledger.submit(
    planning('done', (draft) =>
      draft.get(id) === undefined
        ? failure('not_found', 'there is no bread yet')
        : success({ changes: [{ type: 'todo_completed', id, title: 'bread' }] }),
    ),
  );
  const outcome = ledger.submit(adding('milk'));
  const append = await journal.next();
  expect(await early).toMatchObject({ ok: false, problem: { code: 'not_found' } });
  await journal.stored.append([foreign(1, '', 'bread')]);
  await append.store();
  await (await journal.next()).store();
  expect(await outcome).toMatchObject({ ok: true, value: { rev: 2 } });
  expect(ledger.state.get(id)?.doneAt).toBeNull();
});

test('R7: a request that another server stored meanwhile gets the receipt of that, not a second commit', async () => {
  const journal = await HeldJournal.open();
  const { ledger, emitted } = await load(journal);
  const outcome = ledger.submit(adding('bread', 'bread', 'bo'));
  const append = await journal.next();
  await journal.stored.append([foreign(1, '', 'bread')]);
  await append.store();
  expect(await outcome).toMatchObject({ ok: true, value: { rev: 1, changed: true } });
  expect(emitted).toHaveLength(1);
});

test('R10: a store that refuses a revision and has none in its place is a fault, not an endless loop', async () => {
  const journal = await HeldJournal.open();
  const { ledger, faults } = await load(journal);
  void ledger.submit(adding('milk'));
  (await journal.next()).answer('conflict');
  await ledger.settled();
  expect(faults).toHaveLength(1);
});

test('R4: a foreign commit whose chain does not fit is a fault, and is not emitted', async () => {
  const journal = await HeldJournal.open();
  const { ledger, emitted, faults } = await load(journal);
  void ledger.submit(adding('milk'));
  const append = await journal.next();
  await journal.stored.append([foreign(1, 'another history', 'bread')]);
  await append.store();
  await ledger.settled();
  expect(faults).toHaveLength(1);
  expect(emitted).toEqual([]);
  expect(ledger.state.rev).toBe(0);
});
