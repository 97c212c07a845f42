/** An append of unknown outcome on a store that can still be read: never a guess, never twice (R10). */
import { chain, randomIdentifier } from '@tock/shared';
import { expect, test } from 'vitest';
import { JournalFault } from '../../src/journal/journal.ts';
import { HeldJournal } from '../heldJournal.ts';
import { adding, idOf, LIST, load } from './fixtures.ts';

const lost = () => new JournalFault('the connection to the store broke');

test('R10: it was stored: the commit counts as ours, once', async () => {
  const journal = await HeldJournal.open();
  const { ledger, emitted, faults } = await load(journal);
  const outcome = ledger.submit(adding('milk'));
  const append = await journal.next();
  await journal.stored.append(append.commits);
  append.reject(lost());
  expect(await outcome).toMatchObject({ ok: true, value: { rev: 1, changed: true } });
  expect(emitted).toEqual(append.commits);
  expect(faults).toEqual([]);
});

test('R10: it was not stored: the same commit is appended again', async () => {
  const journal = await HeldJournal.open();
  const { ledger, emitted } = await load(journal);
  const outcome = ledger.submit(adding('milk'));
  const append = await journal.next();
  append.reject(lost());
  const again = await journal.next();
  expect(again.commits).toEqual(append.commits);
  await again.store();
  expect(await outcome).toMatchObject({ ok: true, value: { rev: 1 } });
  expect(emitted).toEqual(append.commits);
});

test('R10: it lands late, after it was appended again: one commit, one answer', async () => {
  const journal = await HeldJournal.open();
  const { ledger, emitted } = await load(journal);
  const outcome = ledger.submit(adding('milk'));
  const append = await journal.next();
  append.reject(lost());
  const again = await journal.next();
  await journal.stored.append(append.commits);
  again.answer('conflict');
  expect(await outcome).toMatchObject({ ok: true, value: { rev: 1 } });
  expect(emitted).toEqual(append.commits);
});

test('R10: another server has the revision: ours was certainly not stored, and is planned again after it', async () => {
  const journal = await HeldJournal.open();
  const { ledger, emitted } = await load(journal);
  const outcome = ledger.submit(adding('milk'));
  const append = await journal.next();
  const change = { type: 'todo_added', id: idOf('bread', 'bo'), position: 'a1', title: 'bread' };
  const requests = [{ op: 'bread', by: 'bo', fingerprint: 'bread', changes: [change] }];
  const at = '2026-11-20T10:00:00.000Z';
  const body = JSON.stringify({ list: LIST, rev: 1, id: randomIdentifier(), at, requests });
  await journal.stored.append([{ list: LIST, rev: 1, h: chain('', body), body }]);
  append.reject(lost());
  await (await journal.next()).store();
  expect(await outcome).toMatchObject({ ok: true, value: { rev: 2 } });
  expect(emitted.map(({ rev }) => rev)).toEqual([1, 2]);
});

test('R10: a store that never says is a fault, and nobody is told anything', async () => {
  const journal = await HeldJournal.open();
  const { ledger, emitted, faults } = await load(journal);
  const answers: unknown[] = [];
  void ledger.submit(adding('milk')).then((outcome) => answers.push(outcome));
  const error = lost();
  for (let tries = 0; tries < 5; tries += 1) (await journal.next()).reject(error);
  await ledger.settled();
  expect({ answers, emitted, faults }).toEqual({ answers: [], emitted: [], faults: [error] });
});
