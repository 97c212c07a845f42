/** What can be read of a server, through each door, in the same words. */
import {
  type CommitRecord,
  commitRecord,
  type HistoryEntry,
  type ListInfo,
  type Logged,
  type Outcome,
  type RequestName,
  type RequestOf,
  type TodoCommit,
  type TodoRecord,
  type TodosRead,
} from '@tock/shared';
import { ask } from '../client.ts';
import { readStored } from '../faults/storedList.ts';
import { readRest } from '../rest/http.ts';
import type { Place } from './place.ts';

async function answered<N extends RequestName>({ socket }: Place, name: N, request: RequestOf<N>) {
  const outcome: Outcome<unknown> | null = await ask(socket, name, request);
  if (outcome?.ok !== true) throw new Error(`${name}: ${outcome?.problem.message ?? 'no answer'}`);
  return outcome.value;
}

const EVERY = 'open or waiting or done or removed';

/** All that is stored in a list, as one door reads it: ids of commits, and so the chain, are left out. */
export interface Reading {
  lists: ListInfo[];
  todos: TodoRecord[];
  commits: Omit<CommitRecord, 'h' | 'epoch'>[];
  log: Omit<CommitRecord, 'h' | 'epoch'>[];
  histories: HistoryEntry[][];
  /** The chain value at each revision from 1 on: of one server, the same through every door. */
  chain: string[];
}

/** The todos whose histories are read: some are enough, and each is a request of its own. */
const some = (todos: readonly TodoRecord[]) => todos.filter(({ n }) => n % 4 === 1);
const bare = ({ h: _, epoch: __, ...record }: CommitRecord) => record;

export async function readBySocket(place: Place, list: string): Promise<Reading> {
  const stored = await readStored(place, list);
  if (stored.violations.length > 0) throw new Error(stored.violations.join('; '));
  const told = (commit: TodoCommit) =>
    bare(commitRecord({ epoch: '', h: '', commit, numberOf: (id) => stored.state.get(id)?.n ?? null }));
  const todos: TodoRecord[] = [];
  for (let after: string | null = ''; after !== null; ) {
    const request = { list, filter: EVERY, limit: 7, ...(after === '' ? {} : { after }) };
    const page = (await answered(place, 'todos:read', request)) as TodosRead;
    todos.push(...page.todos);
    if (page.next === after) throw new Error(`the page behind ${after} is followed by itself`);
    after = page.next;
  }
  const histories: HistoryEntry[][] = [];
  for (const { id } of some(todos)) {
    const { history } = (await answered(place, 'todo:read', { list, todo: id })) as { history: HistoryEntry[] };
    histories.push(history);
  }
  const logged = (await answered(place, 'list:log', { list, limit: 512 })) as Logged;
  return {
    lists: (await answered(place, 'lists:read', {})) as ListInfo[],
    todos,
    commits: stored.commits.map(told),
    log: logged.commits.map(({ body }) => told(JSON.parse(body))),
    histories,
    chain: stored.chain.slice(1),
  };
}

export async function readByRest(place: Place, list: string): Promise<Reading> {
  const at = `/v1/lists/${list}`;
  const todos: TodoRecord[] = [];
  const filter = encodeURIComponent(EVERY);
  for (let after: string | null = ''; after !== null; ) {
    const page: TodosRead = await readRest(
      place,
      `${at}/todos?filter=${filter}&limit=7${after === '' ? '' : `&after=${encodeURIComponent(after)}`}`,
    );
    todos.push(...page.todos);
    if (page.next === after) throw new Error(`the page behind ${after} is followed by itself`);
    after = page.next;
  }
  const commits: CommitRecord[] = [];
  for (let since = ''; ; ) {
    const page: { commits: CommitRecord[]; cursor: string; more: boolean } = await readRest(
      place,
      `${at}/commits?limit=9${since === '' ? '' : `&since=${since}`}`,
    );
    commits.push(...page.commits);
    if (page.more && page.cursor === since) throw new Error(`the commits behind ${since} are followed by themselves`);
    since = page.cursor;
    if (!page.more) break;
  }
  const histories: HistoryEntry[][] = [];
  for (const { id } of some(todos)) {
    const { history } = await readRest<{ history: HistoryEntry[] }>(place, `${at}/todos/${id}`);
    histories.push(history);
  }
  const { commits: log } = await readRest<{ commits: CommitRecord[] }>(place, `${at}/log?limit=512`);
  return {
    lists: (await readRest<{ lists: ListInfo[] }>(place, '/v1/lists')).lists,
    todos,
    commits: commits.map(bare),
    log: log.map(bare),
    histories,
    chain: commits.map(({ h }) => h),
  };
}
