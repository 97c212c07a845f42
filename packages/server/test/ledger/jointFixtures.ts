/** Two lists on one server, and moves between them, for the tests of joint commits. */
import {
  derivedIdentifier,
  failure,
  randomIdentifier,
  type StoredCommit,
  success,
  type TodoChange,
} from '@tock/shared';
import { JointCommits, type JointRequest } from '../../src/jointCommit.ts';
import type { Journal } from '../../src/journal/journal.ts';
import { Ledger } from '../../src/ledger.ts';
import type { TodoLedger } from '../../src/ledgers.ts';
import { type TodoDraft, type TodoList, todoRules } from '../../src/todoRules.ts';
import { HeldJournal } from '../heldJournal.ts';
import type { TodoRequest } from './fixtures.ts';

/** Lists a and b on one server, and what it told the world. */
export async function serverOn(journal: Journal) {
  const emitted: StoredCommit[] = [];
  const faults: unknown[] = [];
  const reported: unknown[] = [];
  const dependencies = {
    journal,
    now: () => new Date().toISOString(),
    identifier: randomIdentifier,
    emit: (commit: StoredCommit) => void emitted.push(commit),
    report: (error: unknown) => void reported.push(error),
    fault: (error: unknown) => void faults.push(error),
  };
  const load = (list: string): Promise<TodoLedger> => Ledger.load(list, todoRules, dependencies);
  const [a, b] = [await load('a'), await load('b')];
  return { a, b, joint: new JointCommits<TodoList, TodoDraft, TodoChange>(dependencies), emitted, faults, reported };
}

export const idOf = (list: string, op: string) => derivedIdentifier(list, 'ana', op, 0);

/** A request that adds a todo to a list. */
export const adding = (list: string, op: string): TodoRequest => ({
  op,
  by: 'ana',
  fingerprint: op,
  plan: (draft) => {
    const id = idOf(list, op);
    if (draft.get(id) !== undefined) return success({ changes: [] });
    return success({ changes: [{ type: 'todo_added', id, title: op, position: 'a0' }] });
  },
});

/** A request that moves a todo of list a to list b. */
export const sending = (op: string, todo = idOf('a', 'milk')): JointRequest<TodoDraft, TodoChange> => ({
  op,
  by: 'ana',
  fingerprint: `send ${todo}`,
  plan: (own) => {
    const found = own.get(todo);
    if (found === undefined || found.removedAt !== null) return failure('not_found', 'it is not here');
    const { id, title, createdAt: at, createdBy: by } = found;
    const received = { type: 'todo_received' as const, id, from: 'a', position: 'a1', title, created: { at, by } };
    return success({ own: { changes: [{ type: 'todo_sent', id, title, to: 'b' }] }, other: { changes: [received] } });
  },
});

/** Moves the milk. */
export const moved = ({ joint, a, b }: Awaited<ReturnType<typeof serverOn>>) => joint.submit(a, b, sending('s'));

export const openTitles = ({ state }: TodoLedger) =>
  [...state.todos.values()].filter(({ removedAt }) => removedAt === null).map(({ title }) => title);

/** A held journal with milk in list a. */
export async function heldServer() {
  const journal = await HeldJournal.open();
  const other = await serverOn(journal.stored);
  await other.a.submit(adding('a', 'milk'));
  return { journal, server: await serverOn(journal), other };
}
