/** What the tests of the ledger share: a list in a journal, requests to it, and what came out of it. */
import {
  derivedIdentifier,
  fingerprint,
  type ListState,
  packTodo,
  randomIdentifier,
  type StoredCommit,
  success,
  type TodoChange,
} from '@tock/shared';
import { generateKeyBetween } from 'fractional-indexing';
import type { Journal } from '../../src/journal/journal.ts';
import { Ledger } from '../../src/ledger.ts';
import type { TodoLedger } from '../../src/ledgers.ts';
import type { LedgerRequest } from '../../src/listRules.ts';
import { type TodoDraft, todoRules } from '../../src/todoRules.ts';

export const LIST = 'groceries';
/** A page without bounds that matter. */
export const EVERYTHING = { limit: 1_000_000, maximumBytes: Number.MAX_SAFE_INTEGER };

export type TodoRequest = LedgerRequest<TodoDraft, TodoChange>;

/** A list, and what it told the world. */
export interface ListUnderTest {
  ledger: TodoLedger;
  emitted: StoredCommit[];
  reported: unknown[];
  faults: unknown[];
}

/** Loads a list from a journal. `emit` is called with each commit, beside `emitted`. */
export async function load(
  journal: Journal,
  emit: (commit: StoredCommit) => void = () => {},
  now = () => new Date().toISOString(),
): Promise<ListUnderTest> {
  const emitted: StoredCommit[] = [];
  const reported: unknown[] = [];
  const faults: unknown[] = [];
  const ledger: TodoLedger = await Ledger.load(LIST, todoRules, {
    journal,
    now,
    identifier: randomIdentifier,
    emit: (commit) => {
      emitted.push(commit);
      emit(commit);
    },
    report: (error) => reported.push(error),
    fault: (error) => faults.push(error),
  });
  return { ledger, emitted, reported, faults };
}

/** The id of the todo that `adding` adds. */
export const idOf = (op: string, by = 'ana') => derivedIdentifier(LIST, by, op, 0);

/** A request that adds one todo. */
export function adding(op: string, title = op, by = 'ana', notes = ''): TodoRequest {
  return {
    op,
    by,
    fingerprint: title,
    plan: (draft) => {
      const id = idOf(op, by);
      if (draft.get(id) !== undefined) return success({ changes: [], unchanged: [{ id, title }] });
      const position = generateKeyBetween(draft.lastPosition, null);
      return success({ changes: [{ type: 'todo_added', id, position, title, notes }] });
    },
  };
}

/** A request that plans what it is told to. */
export function planning(op: string, plan: TodoRequest['plan'], by = 'ana'): TodoRequest {
  return { op, by, fingerprint: op, plan };
}

/** A hash of everything that a list is. */
export function digest({ rev, h, count, lastPosition, todos }: ListState): string {
  const sorted = Array.from(todos.values(), (todo) =>
    Object.entries(packTodo(todo)).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  return fingerprint(JSON.stringify({ rev, h, count, lastPosition, sorted }));
}

/** A turn of the event loop: whatever could happen without anybody's help has happened. */
export const turnOfTheLoop = () => new Promise((resolve) => setImmediate(resolve));
