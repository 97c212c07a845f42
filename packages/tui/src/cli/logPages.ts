/** The history of a list, newest first, a page at a time: the next one is asked for when it is wanted. */
import {
  failure,
  type ListInfo,
  type Logged,
  limits,
  type Outcome,
  type RequestOf,
  success,
  type TodoCommit,
} from '@tock/shared';
import type { Connection } from '../client/client.ts';
import { unreadableCommit } from '../client/listProblems.ts';
import { readCommit } from '../client/pages.ts';

/** Which commits. */
export interface LogRange {
  list: string;
  /** Only those after this revision. */
  after: number | null;
  /** Only those from this instant on. */
  since: string | null;
  /** At most so many, or null for all. */
  count: number | null;
}

/** Some of them. */
export interface LogPage {
  list: ListInfo;
  epoch: string;
  /** Where the list stood. */
  rev: number;
  commits: { h: string; commit: TodoCommit }[];
  /** Whether older ones would follow, were more of them wanted. */
  more: boolean;
  /** The first revision that is kept. */
  keptFrom: number;
}

/** The first page is what a screen shows, so that it is there at once. */
const FIRST_PAGE = 64;

/** Reads the pages of a range. It ends with the last page, or with a problem. */
export async function* readLog(
  connection: Connection,
  { list: name, after, since, count }: LogRange,
  timeoutMs: number,
): AsyncGenerator<Outcome<LogPage>> {
  const bounds = { ...(after === null ? {} : { after }), ...(since === null ? {} : { since }) };
  let list = name;
  let before: number | null = null;
  let epoch: string | null = null;
  let left = count ?? Number.MAX_SAFE_INTEGER;
  do {
    const limit = Math.min(left, before === null ? FIRST_PAGE : limits.logCommits);
    const request: RequestOf<'list:log'> = { list, ...bounds, ...(before === null ? {} : { before }), limit };
    const read: Outcome<Logged> = await connection.read('list:log', request, { timeoutMs });
    if (!read.ok) return yield read;
    const { commits: stored, next, keptFrom, rev } = read.value;
    if (epoch !== null && epoch !== read.value.epoch)
      return yield failure('server_behind', 'the store was put back to an older copy meanwhile', 'run it again');
    epoch = read.value.epoch;
    list = read.value.list.id;
    const commits: LogPage['commits'] = [];
    for (const each of stored) {
      const commit = readCommit(each);
      if (commit === null) return yield { ok: false, problem: unreadableCommit(each.rev) };
      commits.push({ h: each.h, commit });
    }
    yield success({ list: read.value.list, epoch: read.value.epoch, rev, commits, more: next !== null, keptFrom });
    left -= commits.length;
    before = next;
  } while (before !== null && left > 0);
}
