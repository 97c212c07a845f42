/** Joining is a turn in the list's own queue: no commit falls between the answer and the room. */
import { applyCommit, ListState, packedTodoSchema, type StoredCommit, unpackTodo } from '@tock/shared';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { openStore } from '../../src/journal/store.ts';
import { type TodoList, todoRules } from '../../src/todoRules.ts';
import { HeldJournal } from '../heldJournal.ts';
import { seed, seededRandom } from '../journal/fixtures.ts';
import { adding, digest, idOf, load, planning, turnOfTheLoop } from './fixtures.ts';

const pageSchema = z.array(packedTodoSchema);

/** What a reader makes of frozen pages and the commits that it was sent later. */
class Follower {
  readonly commits: StoredCommit[] = [];
  readonly #frozen: ReturnType<TodoList['blocks']['freeze']>;
  readonly #state = new ListState();

  constructor({ rev, h, count, lastPosition, blocks }: TodoList) {
    this.#frozen = blocks.freeze();
    Object.assign(this.#state, { rev, h, count, lastPosition });
  }

  /** Reads its pages now, however much happened since it joined, then the commits. Throws unless the revisions are dense. */
  get digest(): string {
    for (const { texts } of this.#frozen) {
      for (const text of texts) {
        for (const packed of pageSchema.parse(JSON.parse(text))) this.#state.put(unpackTodo(packed));
      }
    }
    for (const { body, h } of this.commits) applyCommit(this.#state, todoRules.parse(body), h);
    return digest(this.#state);
  }
}

test('R5: a turn between two commits sees exactly what was emitted', async () => {
  const journal = await HeldJournal.open();
  const { ledger, emitted } = await load(journal);
  const head = () => ({ rev: ledger.head.rev, emitted: emitted.length });
  void ledger.submit(adding('a'));
  const first = await journal.next();
  const between = ledger.turn(head);
  void ledger.submit(adding('b'));
  await first.store();
  expect(await between).toEqual({ rev: 1, emitted: 1 });
  await (await journal.next()).store();
  expect(await ledger.turn(head)).toEqual({ rev: 2, emitted: 2 });
});

test('R5: what a turn read is answered before a later commit is emitted, however fast the store is', async () => {
  const order: string[] = [];
  const { ledger } = await load(await openStore('memory:'), ({ rev }) => order.push(`emitted ${rev}`));
  const joined = ledger.turn(({ rev }) => rev);
  const written = ledger.submit(adding('milk'));
  // As many promises as a door may put between the turn and the socket, and more.
  let answer: Promise<unknown> = joined;
  for (let step = 0; step < 100; step += 1) answer = answer.then((value) => value);
  await answer.then((rev) => order.push(`answered ${rev}`));
  await written;
  expect(order).toEqual(['answered 0', 'emitted 1']);
});

test('a turn that throws rejects alone', async () => {
  const { ledger, faults } = await load(await openStore('memory:'));
  const broken = ledger.turn(() => {
    throw new Error('a fault of the reader');
  });
  await expect(broken).rejects.toThrow('a fault of the reader');
  expect(await ledger.submit(adding('milk'))).toMatchObject({ ok: true });
  expect(faults).toEqual([]);
});

test(`R4, R5: in a storm of writes every joiner has dense revisions and the same list in the end (TOCK_SEED=${seed})`, async () => {
  const random = seededRandom(seed);
  const followers: Follower[] = [];
  const { ledger } = await load(await openStore('memory:'), (commit) => {
    for (const follower of followers) follower.commits.push(commit);
  });
  const pending: Promise<unknown>[] = [];
  const ops: string[] = [];
  for (let step = 0; step < 1_500; step += 1) {
    const dice = random();
    const some = ops[Math.floor(random() * ops.length)];
    if (dice < 0.05) {
      pending.push(ledger.turn((state) => followers.push(new Follower(state))));
    } else if (dice < 0.3 && some !== undefined) {
      const id = idOf(some);
      const edit = planning(`edit${step}`, (draft) => {
        const todo = draft.get(id);
        if (todo === undefined) return { ok: false, problem: { code: 'not_found', message: 'it is not here yet' } };
        const title = `${some} ${step}`;
        return {
          ok: true,
          value: { changes: [{ type: 'todo_edited', id, title, set: { title }, was: { title: todo.title } }] },
        };
      });
      pending.push(ledger.submit(edit));
    } else if (dice < 0.35 && some !== undefined) {
      pending.push(ledger.submit(adding(some)));
    } else {
      ops.push(`op${step}`);
      pending.push(ledger.submit(adding(`op${step}`)));
    }
    if (random() < 0.1) await turnOfTheLoop();
  }
  await Promise.all(pending);
  await ledger.settled();
  expect(followers.length).toBeGreaterThan(20);
  const expected = digest(ledger.state);
  for (const follower of followers) expect(follower.digest).toBe(expected);
});
