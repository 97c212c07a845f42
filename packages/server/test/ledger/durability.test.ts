/** Nothing is told before it is durable, and nothing that is durable is told as anything else. */
import { failure, success } from '@tock/shared';
import { expect, test } from 'vitest';
import { JournalFault } from '../../src/journal/journal.ts';
import { openStore } from '../../src/journal/store.ts';
import { HeldJournal } from '../heldJournal.ts';
import { adding, EVERYTHING, idOf, LIST, load, planning, turnOfTheLoop } from './fixtures.ts';

test('R1: before the journal said durable nothing is emitted, answered or visible', async () => {
  const journal = await HeldJournal.open();
  const { ledger, emitted } = await load(journal);
  let answered = false;
  const outcome = ledger.submit(adding('milk')).finally(() => {
    answered = true;
  });
  const append = await journal.next();
  for (let turn = 0; turn < 10; turn += 1) await turnOfTheLoop();
  expect({ answered, emitted, rev: ledger.state.rev, size: ledger.state.todos.size }).toEqual({
    answered: false,
    emitted: [],
    rev: 0,
    size: 0,
  });

  await append.store();
  expect(await outcome).toMatchObject({ ok: true, value: { rev: 1, changed: true } });
  expect(emitted).toEqual(append.commits);
  expect(ledger.state.get(idOf('milk'))?.title).toBe('milk');
});

test('R1, R6: the commit is applied, then emitted, then answered, all in one turn of the event loop', async () => {
  const journal = await HeldJournal.open();
  const order: string[] = [];
  const { ledger } = await load(journal, () => {
    order.push(`emitted at revision ${ledger.state.rev}`);
    setImmediate(() => order.push('the next turn'));
  });
  const outcome = ledger.submit(adding('milk')).then(() => order.push('answered'));
  await (await journal.next()).store();
  await outcome;
  await turnOfTheLoop();
  expect(order).toEqual(['emitted at revision 1', 'answered', 'the next turn']);
});

test('R1: an emit that throws fails no request, and the next commits go on', async () => {
  const { ledger, reported, faults } = await load(await openStore('memory:'), () => {
    throw new Error('a broken connection');
  });
  expect(await ledger.submit(adding('milk'))).toMatchObject({ ok: true, value: { rev: 1 } });
  expect(await ledger.submit(adding('eggs'))).toMatchObject({ ok: true, value: { rev: 2 } });
  expect(reported).toHaveLength(2);
  expect(faults).toEqual([]);
});

test('R10: an append whose outcome is not known, in a store that cannot be read either, answers nobody, emits nothing and is a fault', async () => {
  const journal = await HeldJournal.open();
  const { ledger, emitted, faults } = await load(journal);
  const answers: unknown[] = [];
  for (const op of ['milk', 'eggs']) void ledger.submit(adding(op)).then((outcome) => answers.push(outcome));
  const error = new JournalFault('a failed fsync');
  journal.beforeRead = () => Promise.reject(new JournalFault('nothing can be read'));
  (await journal.next()).reject(error);
  await ledger.settled();
  void ledger.submit(adding('bread')).then((outcome) => answers.push(outcome));
  void ledger.turn(() => answers.push('a turn'));
  for (let turn = 0; turn < 10; turn += 1) await turnOfTheLoop();
  expect({ answers, emitted, faults, rev: ledger.state.rev }).toEqual({
    answers: [],
    emitted: [],
    faults: [error],
    rev: 0,
  });
  // A drain does not wait for what can never be.
  await ledger.settled();
});

test('a full store refuses what waits, certainly unstored, and takes the next request', async () => {
  const journal = await HeldJournal.open();
  const { ledger, emitted, faults } = await load(journal);
  const first = ledger.submit(adding('milk'));
  (await journal.next()).answer('full');
  expect(await first).toMatchObject({ ok: false, problem: { code: 'storage_full' } });
  expect(emitted).toEqual([]);

  const again = ledger.submit(adding('milk'));
  await (await journal.next()).store();
  expect(await again).toMatchObject({ ok: true, value: { rev: 1 } });
  expect(faults).toEqual([]);
});

test('a plan that throws fails its own request alone', async () => {
  const journal = await openStore('memory:');
  const { ledger, reported, faults } = await load(journal);
  const broken = planning('broken', () => {
    throw new Error('a fault of ours');
  });
  const outcomes = await Promise.all([adding('milk'), broken, adding('eggs')].map((request) => ledger.submit(request)));
  expect(outcomes).toMatchObject([{ ok: true }, { ok: false, problem: { code: 'internal' } }, { ok: true }]);
  expect(reported).toHaveLength(1);
  expect(faults).toEqual([]);
  expect([...ledger.state.todos.values()].map(({ title }) => title)).toEqual(['milk', 'eggs']);
});

test('changes that do not fit the list fail their own request alone, and leave no trace in the commit', async () => {
  const journal = await openStore('memory:');
  const { ledger, reported, faults } = await load(journal);
  const id = idOf('twice');
  const twice = planning('twice', () =>
    success({
      changes: [
        { type: 'todo_added', id, position: 'a0', title: 'once' },
        { type: 'todo_added', id, position: 'a1', title: 'twice' },
      ],
    }),
  );
  const outcomes = await Promise.all(
    [twice, adding('milk'), twice, adding('eggs')].map((request) => ledger.submit(request)),
  );
  expect(outcomes).toMatchObject([
    { ok: false, problem: { code: 'internal' } },
    { ok: true },
    { ok: false, problem: { code: 'internal' } },
    { ok: true },
  ]);
  expect(reported).toHaveLength(2);
  expect(faults).toEqual([]);
  expect([...ledger.state.todos.values()].map(({ title, n }) => `${n} ${title}`)).toEqual(['1 milk', '2 eggs']);
});

test('a refusal is answered and leaves no revision', async () => {
  const journal = await openStore('memory:');
  const { ledger } = await load(journal);
  const no = failure('refused', 'not today');
  expect(await ledger.submit(planning('no', () => no))).toEqual(no);
  expect(await ledger.submit(planning('nothing', () => success({ changes: [] })))).toMatchObject({
    value: { rev: 0, changed: false },
  });
  expect(await journal.read(LIST, 0, EVERYTHING)).toEqual([]);
});
