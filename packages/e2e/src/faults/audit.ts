/** Holds what clients asked, were told and were shown against what is stored: nothing lost, nothing made up, nothing twice. */
import type { TodoCommit } from '@tock/shared';
import type { Asked, Attempt } from './asked.ts';
import { digest, type StoredList } from './storedList.ts';

type StoredRequest = TodoCommit['requests'][number];

/** Where each op is stored. */
function placesOf(commits: readonly TodoCommit[]): Map<string, { rev: number; request: StoredRequest }[]> {
  const places = new Map<string, { rev: number; request: StoredRequest }[]>();
  for (const { rev, requests } of commits) {
    for (const request of requests) places.set(request.op, [...(places.get(request.op) ?? []), { rev, request }]);
  }
  return places;
}

/** What is stored under an op that nobody, or somebody else, asked for. */
function* strangers(asked: Asked, places: ReturnType<typeof placesOf>): Generator<string> {
  for (const [op, found] of places) {
    const attempt = asked.attempts.get(op);
    const revisions = found.map(({ rev }) => rev);
    if (attempt === undefined) yield `nobody asked for op ${op}, stored at ${revisions}`;
    if (found.length > 1) yield `op ${op} is stored ${found.length} times, at ${revisions}`;
    for (const { rev, request } of found) {
      if (attempt === undefined) continue;
      const what = `op ${op} of ${attempt.writer}, stored at ${rev},`;
      if (!attempt.loaded.fits(request.changes)) yield `${what} is not what was asked for: ${attempt.loaded.text}`;
      if (rev <= attempt.after) yield `${what} stands before revision ${attempt.after}, told before it was asked`;
    }
  }
}

/** What was told of one request and is not so. */
function untruth({ writer, loaded, verdict }: Attempt, rev: number | undefined): string | null {
  const { op } = loaded;
  const where = rev === undefined ? 'not stored' : `stored at ${rev}`;
  if (verdict === null) return `${writer} was told nothing about op ${op}, and still waits`;
  if (verdict.kind === 'refused' && rev !== undefined) {
    return `${writer} was told ${verdict.problem.code} of op ${op} (${verdict.problem.message}), ${where}`;
  }
  if (verdict.kind !== 'stored') return null;
  const { changed, rev: told } = verdict.receipt;
  if (changed ? rev === told : rev === undefined) return null;
  return `${writer} was told that op ${op} ${changed ? 'is stored' : 'changed nothing'} at ${told}, but it is ${where}`;
}

/** Everything that is wrong with a run, in words; empty is well. */
export function auditRun(asked: Asked, stored: StoredList): string[] {
  const places = placesOf(stored.commits);
  const untruths = Array.from(asked.attempts, ([op, attempt]) => untruth(attempt, places.get(op)?.[0]?.rev));
  const { todos } = stored.state;
  const numbers = Array.from(todos.values(), ({ n }) => n);
  const receipts = Array.from(asked.attempts.values(), ({ verdict }) =>
    verdict?.kind === 'stored' ? verdict.receipt.todos : [],
  ).flat();
  return [
    ...stored.violations,
    ...asked.violations,
    ...strangers(asked, places),
    ...untruths.filter((each) => each !== null),
    ...numbers.filter((n, index) => n !== index + 1).map((n) => `the todo with number ${n} is out of order`),
    ...receipts
      .filter(({ id, n }) => todos.get(id)?.n !== n)
      .map(({ id, n }) => `a receipt says that ${n} is ${id}, which the store says is ${todos.get(id)?.n}`),
  ];
}

/** What a client shows at the end, when it is not what is stored. */
export function differs(client: string, shown: StoredList['state'], stored: StoredList): string[] {
  if (digest(shown) === digest(stored.state)) return [];
  return [`${client} stands at ${shown.rev} (${shown.h}), the store at ${stored.state.rev} (${stored.state.h})`];
}

/** What a client was shown and is not stored, wherever the client stands. */
export function shownInVain(client: string, { rev, h }: { rev: number; h: string }, stored: StoredList): string[] {
  if (stored.chain[rev] === h) return [];
  return [`${client} was shown revision ${rev} (${h}), which the store has as ${stored.chain[rev] ?? 'nothing'}`];
}
