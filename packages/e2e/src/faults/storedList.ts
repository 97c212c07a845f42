/** A list as the store has it: read anew from its first commit, and put together by the function that everybody uses (R8). */
import {
  applyCommit,
  CHAIN_START,
  chain,
  ListState,
  type Opened,
  type Page,
  packTodo,
  type RequestOf,
  type StoredCommit,
  type TodoCommit,
} from '@tock/shared';
import { ask, connect, signedIn } from '../client.ts';

export interface StoredList {
  readonly epoch: string;
  readonly commits: readonly TodoCommit[];
  /** The chain value at each revision, from 0 on. */
  readonly chain: readonly string[];
  /** What the commits make of it. */
  readonly state: ListState;
  /** Everything that a history must not be (R4, R8). */
  readonly violations: readonly string[];
}

/** A text that is the same for the same value, in whatever order its members were written. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** All that can be compared of a list, as a text: where it stands, and its todos. */
export function digest(state: ListState): string {
  return canonical([state.rev, state.h, state.count, Array.from(state.todos.values(), packTodo)]);
}

type Socket = ReturnType<typeof connect>;

/** Opens a list and reads all of its pages. */
async function read(socket: Socket, request: RequestOf<'list:open'>): Promise<{ opened: Opened; items: unknown[] }> {
  const items: unknown[] = [];
  const complete = Promise.withResolvers<void>();
  const take = (page: Page) => {
    items.push(...JSON.parse(page.items));
    if (page.last) complete.resolve();
  };
  socket.on('list:paged', take);
  socket.once('disconnect', () => complete.reject(new Error('the connection was lost while the list was read')));
  const outcome = await ask(socket, 'list:open', request);
  if (outcome?.ok !== true) throw new Error(`the list cannot be read: ${outcome?.problem.message ?? 'no answer'}`);
  await complete.promise;
  socket.off('list:paged', take);
  return { opened: outcome.value, items };
}

/** Reads a list twice, as todos and as commits, and holds one against the other. Nobody may write meanwhile. */
export async function readStored(server: { url: string; token: string }, list: string): Promise<StoredList> {
  const socket = connect(server);
  try {
    await signedIn(socket);
    const { opened, items } = await read(socket, { list, follow: false });
    const since = { epoch: opened.epoch, rev: 0, h: CHAIN_START };
    const history = await read(socket, { list, follow: false, since });
    const violations: string[] = [];
    const state = new ListState();
    const values = [state.h];
    // What came is the server's word on its own contract; a body that breaks it does not apply.
    const commits = (history.items as StoredCommit[]).map((stored): TodoCommit => {
      const commit: TodoCommit = JSON.parse(stored.body);
      if (stored.rev !== state.rev + 1) violations.push(`revision ${stored.rev} comes after ${state.rev}`);
      if (commit.rev !== stored.rev) violations.push(`the body of revision ${stored.rev} says ${commit.rev}`);
      if (chain(state.h, stored.body) !== stored.h) violations.push(`the chain does not fit at ${stored.rev}`);
      applyCommit(state, commit, stored.h);
      values.push(stored.h);
      return commit;
    });
    const told = [opened.rev, opened.h, opened.count, items];
    if (canonical(told) !== digest(state)) violations.push('the todos are not what the commits make of them');
    return { epoch: opened.epoch, commits, chain: values, state, violations };
  } finally {
    socket.disconnect();
  }
}
