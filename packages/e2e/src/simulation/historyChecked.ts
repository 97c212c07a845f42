/** What must hold of any history, whoever asked for what: numbers, edits, undo, and moves between lists. */
import { applyCommit, type Commit, type Field, ListState, type Todo, type TodoChange } from '@tock/shared';
import type { Invocation } from './invocations.ts';
import type { Replay } from './replay.ts';

type Violate = (invariant: string, what: string) => void;
type Requests = Commit<TodoChange>['requests'];

export function checkHistory({ lists, commits }: Replay, invocations: readonly Invocation[], violate: Violate): void {
  const asked = Map.groupBy(invocations, ({ write }) => write.op);
  const homes = new Map<string, string[]>();
  for (const [list, state] of lists) {
    checkNumbers(list, state, violate);
    checkSteps(list, commits.get(list) ?? [], asked, violate);
    for (const { id, movedTo } of state.todos.values())
      if (movedTo === null) homes.set(id, [...(homes.get(id) ?? []), list]);
    for (const { id, movedTo } of state.todos.values()) {
      if (movedTo !== null && lists.get(movedTo)?.get(id) === undefined)
        violate('moves: in exactly one list', `${id} left list ${list} for ${movedTo}, where it is not`);
    }
  }
  for (const [id, where] of homes)
    if (where.length !== 1) violate('moves: in exactly one list', `${id} is in the lists ${where.join(' and ')}`);
  for (const state of lists.values())
    for (const { id } of state.todos.values())
      if (!homes.has(id)) violate('moves: in exactly one list', `${id} is in no list`);
  checkHalves(commits, violate);
}

/** Numbers are given once, in the order in which todos came. */
function checkNumbers(list: string, state: ListState, violate: Violate): void {
  const numbers = Array.from(state.todos.values(), ({ n }) => n).sort((a, b) => a - b);
  const dense = numbers.every((n, index) => n === index + 1);
  if (!dense || state.count !== numbers.length)
    violate('numbers are given once', `list ${list} has the numbers ${numbers.join(' ')} and counts ${state.count}`);
}

/** Both halves of a move between lists are there, and name each other. */
function checkHalves(commits: Replay['commits'], violate: Violate): void {
  for (const [list, history] of commits) {
    for (const { rev, requests } of history) {
      for (const { op, by, with: other, changes } of requests) {
        const moves = changes.some(({ type }) => type === 'todo_sent' || type === 'todo_received');
        const half = other === undefined ? undefined : commits.get(other.list)?.[other.rev - 1];
        const fits = half?.requests.some(
          (request) =>
            request.op === op && request.by === by && request.with?.list === list && request.with.rev === rev,
        );
        if ((moves || other !== undefined) && fits !== true)
          violate(
            'moves: both or neither',
            `revision ${rev} of list ${list} moves todos, and its other half is missing`,
          );
      }
    }
  }
}

/** Goes through a list commit by commit, and looks at each request with what was there before it. */
function checkSteps(
  list: string,
  commits: readonly Commit<TodoChange>[],
  asked: ReadonlyMap<string, readonly Invocation[]>,
  violate: Violate,
): void {
  const state = new ListState();
  const past: Requests[] = [];
  for (const commit of commits) {
    const single = commit.requests.length === 1;
    for (const request of commit.requests) {
      const where = `revision ${commit.rev} of list ${list}, op ${request.op}`;
      // Requests that share a commit were made on each other: what was there before each of them is known of the first.
      if (single)
        checkEdit(
          where,
          request,
          state,
          asked.get(request.op)?.find(({ write }) => write.fits(request)),
          violate,
        );
      if (request.undoes !== undefined) checkUndo(where, request, past[request.undoes.rev - 1], state, violate);
    }
    applyCommit(state, commit, '');
    past.push(commit.requests);
  }
}

/** An edit that says what it saw never goes over what somebody wrote later. */
function checkEdit(
  where: string,
  { changes }: Requests[number],
  before: ListState,
  invocation: Invocation | undefined,
  violate: Violate,
): void {
  const request = invocation?.write.request;
  const [change] = changes;
  if (typeof request !== 'object' || request === null || change?.type !== 'todo_edited' || !('set' in request)) return;
  const todo = before.get(change.id);
  if (todo === undefined) return;
  const stale = 'seen' in request && typeof request.seen === 'number' ? request.seen : Number.POSITIVE_INFINITY;
  for (const field of Object.keys(change.set) as Field[]) {
    const edited = todo.edited[field]?.rev ?? 0;
    if (field !== 'tags' && edited > stale)
      violate(
        'an edit never goes over what it did not see',
        `${where} sets the ${field} as of revision ${stale}, and it was edited at ${edited}`,
      );
  }
  if ('ifRev' in request && request.ifRev !== todo.rev)
    violate(
      'an edit never goes over what it did not see',
      `${where} was made on ${request.ifRev}, the todo was at ${todo.rev}`,
    );
}

/** An undo is of a request of the same person, and puts back what that one changed, where nobody changed it since. */
function checkUndo(
  where: string,
  undo: Requests[number],
  requests: Requests | undefined,
  before: ListState,
  violate: Violate,
): void {
  const target = requests?.find(({ op, by }) => op === undo.undoes?.op && by === undo.by);
  if (target === undefined) {
    violate('undo restores', `${where} takes back what its person never did`);
    return;
  }
  for (const change of undo.changes) {
    const done = target.changes.find(({ id }) => id === change.id);
    const todo = before.get(change.id);
    if (done === undefined || todo === undefined)
      violate('undo restores', `${where} changes ${change.id}, which the request did not`);
    else if (done.type === 'todo_edited' && change.type === 'todo_edited')
      checkFields(where, done, change, todo, violate);
  }
}

function checkFields(
  where: string,
  done: TodoChange & { type: 'todo_edited' },
  undo: TodoChange & { type: 'todo_edited' },
  before: Todo,
  violate: Violate,
): void {
  for (const field of Object.keys(undo.set) as Field[]) {
    const [set, was, now, back] = [done.set[field], done.was[field], before[field], undo.set[field]].map((value) =>
      JSON.stringify(value),
    );
    if (field !== 'tags' && back !== was)
      violate('undo restores', `${where} sets the ${field} to ${back}, and it was ${was}`);
    if (field !== 'tags' && now !== set)
      violate('undo is refused after another edit', `${where} takes back ${set}, and it was ${now} meanwhile`);
  }
}
