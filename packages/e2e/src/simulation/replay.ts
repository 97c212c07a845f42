/** The journal read again from its first revision: every list as its commits make it, and every op where it stands. */
import {
  applyCommit,
  applyDirectoryCommit,
  type Commit,
  DIRECTORY,
  type DirectoryChange,
  DirectoryState,
  directoryCommitSchema,
  ListState,
  type TodoChange,
  todoCommitSchema,
} from '@tock/shared';
import type { Disk } from './disk.ts';
import type { StoredRequest } from './writes.ts';

/** A request as a commit holds it, and where. */
export interface Occurrence {
  list: string;
  rev: number;
  /** How many requests the list held before it, and since. */
  ordinal: number;
  later: number;
  stored: StoredRequest;
}

export interface Replay {
  directory: DirectoryState;
  lists: Map<string, ListState>;
  /** The commits of each list of todos, from revision 1 on. */
  commits: Map<string, Commit<TodoChange>[]>;
  /** By list, person and op. */
  occurrences: Map<string, Occurrence[]>;
}

export const occurrenceKey = (list: string, person: string, op: string) => `${list} ${person} ${op}`;

/** Throws when a commit is not what a commit is, or contradicts those before it. */
export function replay(disk: Disk): Replay {
  const result: Replay = {
    directory: new DirectoryState(),
    lists: new Map(),
    commits: new Map(),
    occurrences: new Map(),
  };
  const totals = new Map<string, number>();
  for (const [list, history] of disk.history) {
    let ordinal = 0;
    const state = new ListState();
    const commits: Commit<TodoChange>[] = [];
    for (const { rev, h, body } of history) {
      const json: unknown = JSON.parse(body);
      const commit: Commit<TodoChange> | Commit<DirectoryChange> =
        list === DIRECTORY
          ? apply(result.directory, directoryCommitSchema.parse(json), h)
          : applyTodos(state, todoCommitSchema.parse(json), h, commits);
      if (commit.list !== list || commit.rev !== rev) throw new Error(`the commit under ${list} ${rev} is another one`);
      for (const stored of commit.requests) {
        const key = occurrenceKey(list, stored.by, stored.op);
        const before = result.occurrences.get(key) ?? [];
        before.push({ list, rev, ordinal, later: 0, stored });
        result.occurrences.set(key, before);
        ordinal += 1;
      }
    }
    totals.set(list, ordinal);
    if (list === DIRECTORY) continue;
    result.lists.set(list, state);
    result.commits.set(list, commits);
  }
  for (const found of result.occurrences.values()) {
    for (const each of found) each.later = (totals.get(each.list) ?? 0) - each.ordinal - 1;
  }
  return result;
}

function apply(state: DirectoryState, commit: Commit<DirectoryChange>, h: string): Commit<DirectoryChange> {
  applyDirectoryCommit(state, commit, h);
  return commit;
}

function applyTodos(
  state: ListState,
  commit: Commit<TodoChange>,
  h: string,
  commits: Commit<TodoChange>[],
): Commit<TodoChange> {
  applyCommit(state, commit, h);
  commits.push(commit);
  return commit;
}
