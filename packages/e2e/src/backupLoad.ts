/** Several writers of several lists, who add, edit, complete, and move todos from one list to another. */
import { type Outcome, type Receipt, randomIdentifier } from '@tock/shared';
import type { Chance } from './chance.ts';
import { ask, connect, type RawSocket } from './client.ts';
import type { Findings } from './faults/findings.ts';
import type { Server } from './tockd.ts';
import { until } from './until.ts';

const WRITERS = 4;
export const LISTS = ['inbox', 'left', 'right'] as const;
/** How long the load may stand still, in milliseconds, until something is wrong. */
export const STANDSTILL = 30_000;

/** The newest revision of each list that was confirmed, by its id. */
export type Confirmed = Map<string, number>;

export interface Writers {
  /** Resolves when each of them has stopped. */
  done: Promise<unknown>;
  disconnect(): void;
}

export interface LoadOptions {
  goOn: () => boolean;
  confirmed: Confirmed;
  findings: Findings;
}

const kinds = ['add', 'edit', 'complete', 'send', 'send'] as const;
type Kind = (typeof kinds)[number];

/** Asks for one thing: an add, an edit, a completion, or a move to another list. */
function write(socket: RawSocket, kind: Kind, chance: Chance, count: number): Promise<Outcome<Receipt> | null> {
  const list = chance.one(LISTS);
  const op = randomIdentifier();
  const todo = String(chance.whole(1, Math.max(1, count)));
  const titles = Array.from({ length: chance.whole(1, 3) }, () => ({
    title: `t ${op}`,
    notes: 'x'.repeat(chance.whole(0, 300)),
  }));
  const to = chance.one(LISTS.filter((name) => name !== list));
  switch (kind) {
    case 'add':
      return ask(socket, 'todo:add', { op, list, todos: titles });
    case 'edit':
      return ask(socket, 'todo:edit', { op, list, todo, set: { title: `e ${op}` } });
    case 'complete':
      return ask(socket, 'todo:complete', { op, list, todos: [todo] });
    case 'send':
      return ask(socket, 'todo:send', { op, list, todos: [todo], to });
  }
}

async function keepWriting(socket: RawSocket, chance: Chance, { goOn, confirmed, findings }: LoadOptions) {
  for (let written = 0; goOn(); written += 1) {
    await until('the server to be back', () => socket.connected || !goOn(), STANDSTILL);
    const kind = chance.one(kinds);
    const outcome = await write(socket, kind, chance, written);
    if (outcome?.ok !== true) continue;
    findings.count(kind);
    const { list, rev } = outcome.value;
    confirmed.set(list, Math.max(confirmed.get(list) ?? 0, rev));
  }
}

/** Makes the lists. */
async function createLists(socket: RawSocket): Promise<void> {
  for (const name of LISTS.slice(1)) {
    const create = async () => (await ask(socket, 'list:create', { op: name, name })) ?? false;
    const created = await until('the server to make a list', create);
    if (!created.ok) throw new Error(created.problem.message);
  }
}

/** Starts the writers, and the lists that they write to. */
export function startWriters(server: Server, chance: Chance, options: LoadOptions): Writers {
  const sockets = Array.from({ length: WRITERS }, () => connect(server, { again: true }));
  const done = Promise.all(
    sockets.map(async (socket, index) => {
      const own = chance.apart();
      if (index === 0) await createLists(socket);
      await keepWriting(socket, own, options);
    }),
  );
  // Whoever waits for the load hears of it later.
  done.catch(() => undefined);
  return {
    done,
    disconnect() {
      for (const socket of sockets) socket.disconnect();
    },
  };
}
