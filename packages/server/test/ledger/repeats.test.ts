/** At most once: a request that comes again gets its first receipt. */
import { limits, success } from '@tock/shared';
import { expect, test } from 'vitest';
import type { Journal } from '../../src/journal/journal.ts';
import { JournalFault } from '../../src/journal/journal.ts';
import { openStore } from '../../src/journal/store.ts';
import { HeldJournal } from '../heldJournal.ts';
import { adding, EVERYTHING, idOf, LIST, load, planning } from './fixtures.ts';

const commitsIn = async (journal: Journal) => (await journal.read(LIST, 0, EVERYTHING)).length;

test('R7: a repeat while the first is in flight waits, and gets the same receipt', async () => {
  const journal = await HeldJournal.open();
  const { ledger } = await load(journal);
  const first = ledger.submit(adding('milk'));
  const sameTurn = ledger.submit(adding('milk'));
  const append = await journal.next();
  const later = ledger.submit(adding('milk'));
  await append.store();
  const receipt = await first;
  expect(receipt).toMatchObject({ ok: true, value: { rev: 1, changed: true } });
  expect(await sameTurn).toEqual(receipt);
  expect(await later).toEqual(receipt);
  expect(await commitsIn(journal.stored)).toBe(1);
});

test('R7: a thousand repeats of one op within one turn are all answered alike', async () => {
  const journal = await openStore('memory:');
  const { ledger } = await load(journal);
  const outcomes = await Promise.all(Array.from({ length: 1_000 }, () => ledger.submit(adding('milk'))));
  for (const outcome of outcomes) expect(outcome).toEqual(outcomes[0]);
  expect(await commitsIn(journal)).toBe(1);
});

test('R7: a repeat within one turn is no second change, though it could be made twice', async () => {
  const journal = await openStore('memory:');
  const { ledger } = await load(journal);
  await ledger.submit(adding('milk'));
  const append = planning('append', (draft) => {
    const before = draft.get(idOf('milk'))?.title ?? '';
    const title = `${before}!`;
    return success({
      changes: [{ type: 'todo_edited', id: idOf('milk'), title, set: { title }, was: { title: before } }],
    });
  });
  const [first, repeat] = await Promise.all([ledger.submit(append), ledger.submit(append)]);
  expect(repeat).toEqual(first);
  expect(ledger.state.get(idOf('milk'))?.title).toBe('milk!');
});

test('R7: a repeat of a first that found the store full is tried anew', async () => {
  const journal = await HeldJournal.open();
  const { ledger } = await load(journal);
  const first = ledger.submit(adding('milk'));
  const repeat = ledger.submit(adding('milk'));
  (await journal.next()).answer('full');
  expect(await first).toMatchObject({ problem: { code: 'storage_full' } });
  await (await journal.next()).store();
  expect(await repeat).toMatchObject({ value: { rev: 1 } });
});

test('R7: a repeat after a restart gets the same receipt', async () => {
  const journal = await openStore('memory:');
  const before = await load(journal);
  const [receipt] = await Promise.all(['milk', 'eggs'].map((op) => before.ledger.submit(adding(op))));
  await before.ledger.submit(adding('bread'));
  const after = await load(journal);
  expect(await after.ledger.submit(adding('milk'))).toEqual(receipt);
  expect(after.emitted).toEqual([]);
  expect(await commitsIn(journal)).toBe(2);
});

test('R7: the same op with other content is refused, also after a restart, and belongs to one person', async () => {
  const journal = await openStore('memory:');
  const { ledger } = await load(journal);
  await ledger.submit(adding('op', 'milk'));
  expect(await ledger.submit(adding('op', 'eggs'))).toMatchObject({ problem: { code: 'op_reused' } });
  const restarted = await load(journal);
  expect(await restarted.ledger.submit(adding('op', 'eggs'))).toMatchObject({ problem: { code: 'op_reused' } });
  expect(await restarted.ledger.submit(adding('op', 'eggs', 'bo'))).toMatchObject({ value: { rev: 2, changed: true } });
});

test('R7: refusals are not remembered', async () => {
  const journal = await openStore('memory:');
  const { ledger } = await load(journal);
  const refused = planning('op', () => ({ ok: false, problem: { code: 'refused', message: 'not today' } }));
  expect(await ledger.submit(refused)).toMatchObject({ ok: false });
  expect(await ledger.submit({ ...adding('op'), fingerprint: 'op' })).toMatchObject({ ok: true, value: { rev: 1 } });
});

test('R7: beyond the window an op is forgotten, and a late repeat of an add still does no harm', async () => {
  let today = Date.parse('2026-01-01T00:00:00Z');
  const journal = await openStore('memory:');
  const { ledger } = await load(journal, undefined, () => new Date(today).toISOString());
  await ledger.submit(adding('milk'));
  today += (limits.rememberedDays + 1) * 86_400_000;
  await ledger.submit(adding('eggs'));
  expect(await ledger.submit(adding('milk'))).toMatchObject({ ok: true, value: { rev: 2, changed: false } });
  expect(ledger.state.count).toBe(2);
});

test('R7: of very many ops the last ten thousand are remembered', async () => {
  const journal = await openStore('memory:');
  const { ledger } = await load(journal);
  const ops = Array.from({ length: limits.rememberedOperations + 1 }, (_, index) => `op${index}`);
  // One more than may wait at the same time.
  for (const some of [ops.slice(0, 2), ops.slice(2)]) await Promise.all(some.map((op) => ledger.submit(adding(op))));
  const { rev } = ledger.head;
  expect(await ledger.submit(adding('op0'))).toMatchObject({ value: { rev, changed: false } });
  expect(await ledger.submit(adding('op1'))).toMatchObject({ value: { rev: 1, changed: true } });
});

test('R10: a repeat whose first receipt cannot be read is unknown, never "nothing was stored"', async () => {
  const journal = await HeldJournal.open();
  const { ledger, reported } = await load(journal);
  const first = ledger.submit(adding('milk'));
  await (await journal.next()).store();
  const receipt = await first;
  journal.beforeRead = () => Promise.reject(new JournalFault('a failed read'));
  const repeat = await ledger.submit(adding('milk'));
  expect(repeat).toMatchObject({ ok: false, problem: { code: 'unknown' } });
  expect(JSON.stringify(repeat)).not.toContain('nothing was stored');
  expect(reported).toHaveLength(1);
  journal.beforeRead = async () => {};
  expect(await ledger.submit(adding('milk'))).toEqual(receipt);
});

test('requests that arrive while a receipt is being read back are answered too, in their order', async () => {
  const journal = await HeldJournal.open();
  const { ledger } = await load(journal);
  const first = ledger.submit(adding('milk'));
  await (await journal.next()).store();
  await first;
  const reading = Promise.withResolvers<void>();
  const read = Promise.withResolvers<void>();
  journal.beforeRead = () => {
    reading.resolve();
    return read.promise;
  };
  const outcomes = [adding('eggs'), adding('milk'), adding('bread')].map((request) => ledger.submit(request));
  await reading.promise;
  outcomes.push(ledger.submit(adding('eggs')), ledger.submit(adding('butter')));
  const seen = ledger.turn(({ rev }) => rev);
  read.resolve();
  await (await journal.next()).store();
  await (await journal.next()).store();
  expect(await Promise.all(outcomes)).toMatchObject([2, 1, 2, 2, 3].map((rev) => ({ value: { rev, changed: true } })));
  expect(await seen).toBe(3);
});
