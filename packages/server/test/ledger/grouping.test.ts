/** Requests that wait while a write is on its way become the next commit together, within bounds. */
import { derivedIdentifier, failure, limits, success, type TodoCommit } from '@tock/shared';
import { expect, test } from 'vitest';
import { openStore } from '../../src/journal/store.ts';
import { todoRules } from '../../src/todoRules.ts';
import { HeldJournal } from '../heldJournal.ts';
import { adding, EVERYTHING, LIST, load, planning, type TodoRequest } from './fixtures.ts';

/** A request that adds many todos. */
function addingMany(op: string, count: number, title: string): TodoRequest {
  return planning(op, () =>
    success({
      changes: Array.from({ length: count }, (_, index) => ({
        type: 'todo_added' as const,
        id: derivedIdentifier(LIST, 'ana', op, index),
        position: 'a0',
        title,
      })),
    }),
  );
}

/** Submits everything in one turn, and says what the commits hold. */
async function commitsOf(requests: TodoRequest[]): Promise<{ commits: TodoCommit[]; sizes: number[] }> {
  const journal = await openStore('memory:');
  const { ledger } = await load(journal);
  const outcomes = await Promise.all(requests.map((request) => ledger.submit(request)));
  expect(outcomes.filter(({ ok }) => !ok)).toEqual([]);
  const stored = await journal.read(LIST, 0, EVERYTHING);
  return {
    commits: stored.map(({ body }) => todoRules.parse(body)),
    sizes: stored.map(({ body }) => Buffer.byteLength(body)),
  };
}

test('a thousand requests of one turn share a few commits, in their order, within the bound of changes', async () => {
  const ops = Array.from({ length: 1_000 }, (_, index) => `op${index}`);
  const { commits } = await commitsOf(ops.map((op) => adding(op)));
  expect(commits.map(({ requests }) => requests.length)).toEqual([limits.commitChanges, 1_000 - limits.commitChanges]);
  expect(commits.flatMap(({ requests }) => requests.map(({ op }) => op))).toEqual(ops);
});

test('grouped requests stay within the bound of bytes, whatever alphabet they are written in', async () => {
  const title = '買'.repeat(500);
  const { commits, sizes } = await commitsOf(Array.from({ length: 300 }, (_, index) => adding(`op${index}`, title)));
  expect(commits.length).toBeGreaterThan(1);
  expect(commits.length).toBeLessThan(8);
  // The head of the commit comes on top.
  expect(Math.max(...sizes)).toBeLessThan(limits.commitBytes + 512);
});

test('a single request beyond the bounds has a commit of its own', async () => {
  const { commits } = await commitsOf([
    adding('before'),
    addingMany('many', limits.commitChanges + 1, 'one of many'),
    adding('after'),
    addingMany('large', 100, 'x'.repeat(4_000)),
    adding('last'),
  ]);
  expect(commits.map(({ requests }) => requests.map(({ op }) => op))).toEqual([
    ['before'],
    ['many'],
    ['after'],
    ['large'],
    ['last'],
  ]);
});

test('a commit that would outgrow what one request may be is refused, whatever the request weighed', async () => {
  const journal = await openStore('memory:');
  const { ledger } = await load(journal);
  const outcomes = await Promise.all([
    ledger.submit(addingMany('heavy', 1_000, 'x'.repeat(5_000))),
    ledger.submit(adding('milk')),
  ]);
  expect(outcomes).toMatchObject([
    { ok: false, problem: { code: 'too_large' } },
    { ok: true, value: { rev: 1 } },
  ]);
});

test('what arrives while a write is on its way becomes the next commit together', async () => {
  const journal = await HeldJournal.open();
  const { ledger } = await load(journal);
  const first = ledger.submit(adding('first'));
  const append = await journal.next();
  const others = ['a', 'b', 'c'].map((op) => ledger.submit(adding(op)));
  await append.store();
  await (await journal.next()).store();
  expect(await Promise.all([first, ...others])).toMatchObject([1, 2, 2, 2].map((rev) => ({ value: { rev } })));
});

test('a request sees what those before it in the same commit do, and a refusal rests on what is durable', async () => {
  const journal = await openStore('memory:');
  const { ledger } = await load(journal);
  const id = derivedIdentifier(LIST, 'ana', 'milk', 0);
  const done = planning('done', (draft) =>
    draft.get(id) === undefined
      ? failure('not_found', 'no milk')
      : success({ changes: [{ type: 'todo_completed', id, title: 'milk' }] }),
  );
  const full = planning('full', (draft) => failure('refused', `there are ${draft.durable.count}`));
  const outcomes = await Promise.all([adding('milk'), done, full].map((request) => ledger.submit(request)));
  expect(outcomes).toMatchObject([
    { value: { rev: 1 } },
    { value: { rev: 1 } },
    { ok: false, problem: { message: 'there are 1' } },
  ]);
});
