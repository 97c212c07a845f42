/** What an undo or a redo would be about, found in the history as the server finds it. Pure. */
import {
  failure,
  type Inverse,
  inverseOf,
  type Outcome,
  success,
  type Todo,
  type TodoChange,
  type TodoCommit,
} from '@tock/shared';

/** A request, and where it is. */
interface Placed {
  rev: number;
  at: string;
  request: TodoCommit['requests'][number];
}

/** The revision of a request of the person, and the request whose changes hold now: it, or the last that turned it round. */
interface Candidate {
  target: number;
  effect: Placed;
}

/** What would be done: the revision that it is about, and what taking it back, or bringing it about again, would make. */
export interface Turned {
  rev: number;
  changes: { type: TodoChange['type']; id: string }[];
}

/** The requests of a person in commits that come newest first. */
function* requestsOf(commits: readonly TodoCommit[], person: string): Generator<Placed> {
  for (const { rev, at, requests } of commits)
    for (const request of requests.toReversed()) if (request.by === person) yield { rev, at, request };
}

/** What of it still holds, newest first; with `rev`, what is in that revision. */
function* undoable(commits: readonly TodoCommit[], person: string, rev: number | null): Generator<Candidate> {
  /** By op, the newest request that took it back or brought it about again. */
  const turns = new Map<string, Placed>();
  for (const placed of requestsOf(commits, person)) {
    const { op, undoes, redoes } = placed.request;
    const about = undoes ?? redoes;
    if (about !== undefined) {
      if (!turns.has(about.op)) turns.set(about.op, placed);
      continue;
    }
    const effect = turns.get(op) ?? placed;
    if (effect.request.undoes === undefined && (rev === null || placed.rev === rev))
      yield { target: placed.rev, effect };
  }
}

/** What the person took back last, unless they did something else since. */
function* redoable(commits: readonly TodoCommit[], person: string): Generator<Candidate> {
  const again = new Set<string>();
  for (const placed of requestsOf(commits, person)) {
    const { undoes, redoes } = placed.request;
    if (undoes === undefined && redoes === undefined) return;
    if (undoes !== undefined && !again.has(undoes.op)) yield { target: undoes.rev, effect: placed };
    again.add((undoes ?? redoes)?.op ?? '');
  }
}

/** Finds what would be done, or answers why nothing can be; null when there is nothing. */
export function findTurned(
  direction: 'undo' | 'redo',
  commits: readonly TodoCommit[],
  { person, rev }: { person: string; rev: number | null },
  todoOf: (id: string) => Todo | undefined,
): Outcome<Turned> | null {
  const candidates = direction === 'undo' ? undoable(commits, person, rev) : redoable(commits, person);
  for (const { target, effect } of candidates) {
    const changes: Turned['changes'] = [];
    for (const change of effect.request.changes.toReversed()) {
      const todo = todoOf(change.id);
      if (todo === undefined) continue;
      const inverse = inverseOf(change, { rev: effect.rev, at: effect.at, by: effect.request.by }, todo);
      if (inverse.kind === 'conflict') return conflict(todo, inverse, person);
      if (inverse.kind === 'change') changes.push(inverse.change);
      // It goes back to where it was, unless it is there.
      const left = change.type === 'todo_sent';
      if (inverse.kind === 'elsewhere' && left === (todo.removedAt !== null))
        changes.push({ type: left ? 'todo_received' : 'todo_sent', id: change.id });
    }
    if (changes.length > 0) return success({ rev: target, changes });
  }
  return null;
}

function conflict(
  { n }: Todo,
  { what, now, back, by }: Extract<Inverse, { kind: 'conflict' }>,
  person: string,
): Outcome<never> {
  return failure(
    'conflict',
    `${by === person ? 'you' : (by ?? 'somebody')} changed the ${what} of ${n} since`,
    `it is now: ${now}; it would be: ${back}; tock undo REV takes back another`,
  );
}
