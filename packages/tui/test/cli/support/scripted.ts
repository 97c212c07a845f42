/** The scripted server as the command line meets it. */
import {
  type HistoryEntry,
  type Outcome,
  packTodo,
  type Receipt,
  requestSchemas,
  success,
  type Todo,
} from '@tock/shared';
import { type Handler, type ScriptedServer, startServer } from '../../support/scriptedServer.ts';
import { start as begin, type Ran, type Running, type RunOptions } from './memoryIo.ts';

/** A server and a tock that knows it. */
export interface Pair {
  server: ScriptedServer;
  environment: Record<string, string>;
  start(argv: string[], options?: RunOptions): Promise<Running>;
  run(argv: string[], options?: RunOptions): Promise<Ran>;
  /** The n-th todo of the inbox. */
  todo(n: number): Todo;
}

/** Starts a server whose inbox has these titles. */
export async function pair(...titles: string[]): Promise<Pair> {
  const server = await startServer();
  for (const title of titles) server.inbox.addTitle(title);
  server.script.set('lists:read', always(success([server.inbox.open(server.epoch).opened.list])));
  const environment = { TOCK_SERVER: server.url, TOCK_TOKEN: 'tock_test' };
  const start = (argv: string[], options: RunOptions = {}) =>
    begin(argv, { ...options, environment: { ...environment, ...options.environment } });
  return {
    server,
    environment,
    start,
    run: async (argv, options) => (await start(argv, options)).ended,
    todo(n) {
      const todo = server.inbox.state.numbered(n);
      if (todo === undefined) throw new Error(`there is no todo ${n}`);
      return todo;
    },
  };
}

/** Answers the same whatever is asked. */
export function always(outcome: Outcome<unknown>): Handler {
  return (_request, answer) => answer(outcome);
}

/** Answers `todo:read` with this todo. */
export function reading({ server }: Pair, todo: Todo, history: HistoryEntry[] = [], thinned = false): void {
  const { list } = server.inbox.open(server.epoch).opened;
  server.script.set(
    'todo:read',
    always(success({ list, epoch: server.epoch, todo: packTodo(todo), history, thinned })),
  );
}

/** Answers `lists:read` with the inbox and these. */
export function listing({ server }: Pair, ...others: { id: string; title: string; archived?: true }[]): void {
  const { list } = server.inbox.open(server.epoch).opened;
  const lists = others.map(({ title, ...rest }) => ({ ...rest, name: title, owner: 'ana', title }));
  server.script.set('lists:read', always(success([list, ...lists])));
}

/** Answers `list:log` from what the inbox has, as a server does. `most` is how many commits one answer has. */
export function logging({ server }: Pair, { keptFrom = 1, most = 512 } = {}): void {
  server.script.set('list:log', (request, answer) => {
    const { before, after = 0, since = '', limit } = requestSchemas['list:log'].parse(request);
    const { inbox, epoch } = server;
    const found = inbox.commits
      .filter(({ rev }) => rev >= keptFrom && rev > after && (before === undefined || rev < before))
      .filter(({ body }) => JSON.parse(body).at >= since)
      .toReversed();
    const commits = found.slice(0, Math.min(limit, most));
    const next = found.length > commits.length ? (commits.at(-1)?.rev ?? null) : null;
    const { list, rev } = inbox.open(epoch).opened;
    answer(success({ list, epoch, rev, commits, next, keptFrom }));
  });
}

/** The receipt of a write to the inbox that named todos by these numbers. */
export function receiptOf({ server, todo }: Pair, numbers: number[], changed = true): Receipt {
  return {
    op: 'o',
    list: server.inbox.id,
    listName: 'inbox',
    epoch: server.epoch,
    rev: 7,
    changed,
    durability: 'fsync',
    todos: numbers.map(todo).map(({ id, n, title }) => ({ id, n, title })),
  };
}
