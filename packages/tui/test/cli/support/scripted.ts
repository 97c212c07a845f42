/** The scripted server as the command line meets it. */
import type { Outcome, Todo } from '@tock/shared';
import { packTodo, success } from '@tock/shared';
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
export function reading({ server }: Pair, todo: Todo): void {
  const { list } = server.inbox.open(server.epoch).opened;
  server.script.set('todo:read', always(success({ list, epoch: server.epoch, todo: packTodo(todo), history: [] })));
}
