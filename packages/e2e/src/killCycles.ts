/** The server under load from several clients, killed again and again: what was confirmed is there, once, in order. */
import { type Receipt, randomIdentifier, type TodoCommit } from '@tock/shared';
import { ask, connect, type Follower, followList, type RawSocket } from './client.ts';
import { seeded } from './random.ts';
import type { Sandbox } from './sandbox.ts';
import { type Server, startServer } from './tockd.ts';
import { until } from './until.ts';

export interface Findings {
  cycles: number;
  /** Requests that were confirmed, and all that were ever sent. */
  confirmed: number;
  sent: number;
  revisions: number;
  /** Everything that must not be. Empty is well. */
  violations: string[];
}

interface Load {
  socket: RawSocket;
  follower: Follower;
  receipts: Map<string, Receipt>;
  sent: number;
  stop(): void;
}

const CLIENTS = 4;

/** One client: adds in a row, each until it is confirmed, with the op it had at first. */
function startLoad(server: Server, name: string): Load {
  const socket = connect(server, { again: true });
  let stopped = false;
  const load: Load = {
    socket,
    follower: followList(socket, 'inbox'),
    receipts: new Map(),
    sent: 0,
    stop: () => {
      stopped = true;
    },
  };
  async function run(): Promise<void> {
    while (!stopped) {
      const op = randomIdentifier();
      load.sent += 1;
      const request = { op, list: 'inbox', todos: [{ title: `${name} ${op}` }] };
      for (let outcome = null; outcome === null && !stopped; ) {
        if (!socket.connected) await until('the server to be back', () => socket.connected || stopped, 30_000);
        outcome = await ask(socket, 'todo:add', request);
        if (outcome?.ok === true) load.receipts.set(op, outcome.value);
        else if (outcome?.problem.code === 'shutting_down') outcome = null;
        else if (outcome !== null) throw new Error(`an add was refused: ${outcome.problem.message}`);
      }
    }
  }
  void run();
  return load;
}

/** Each op of a history, with the revisions that hold it. */
function revisionsByOp(commits: readonly TodoCommit[]): Map<string, number[]> {
  const revisions = new Map<string, number[]>();
  for (const { rev, requests } of commits) {
    for (const { op } of requests) revisions.set(op, [...(revisions.get(op) ?? []), rev]);
  }
  return revisions;
}

/** Runs the cycles. What happens when follows from the seed and from the machine's own timing. */
export async function killCycles(
  sandbox: Sandbox,
  { cycles, seed }: { cycles: number; seed: number },
): Promise<Findings> {
  const random = seeded(seed);
  let server = await startServer(sandbox);
  const loads = Array.from({ length: CLIENTS }, (_, index) => startLoad(server, `client ${index}`));
  sandbox.atEnd(() => {
    for (const { socket } of loads) socket.disconnect();
  });
  const confirmed = () => loads.reduce((sum, { receipts }) => sum + receipts.size, 0);
  const [watched] = loads;

  for (let cycle = 0; cycle < cycles; cycle += 1) {
    const before = confirmed();
    const more = 1 + Math.floor(random() * 40);
    await until('the load to go on', () => confirmed() >= before + more, 30_000);
    await server.end('SIGKILL');
    server = await server.again();
  }
  for (const load of loads) load.stop();

  // A fresh reader of the whole history: what is on the disk, not what somebody remembers.
  const reader = connect(server);
  sandbox.atEnd(() => void reader.disconnect());
  await until('the last reader to sign in', () => reader.connected);
  const opened = await ask(reader, 'list:open', { list: 'inbox', follow: false });
  if (opened?.ok !== true) throw new Error('the list cannot be opened at the end');
  const head = opened.value.rev;
  await until('every client to be at the head', () => loads.every(({ follower }) => follower.rev === head), 30_000);

  const violations = loads.flatMap(({ follower }, index) =>
    follower.violations.map((each) => `client ${index}: ${each}`),
  );
  const stored = revisionsByOp(watched?.follower.commits ?? []);
  for (const [op, revisions] of stored) {
    if (revisions.length > 1) violations.push(`op ${op} is in the revisions ${revisions.join(', ')}`);
  }
  for (const { receipts } of loads) {
    for (const [op, { rev }] of receipts) {
      if (stored.get(op)?.[0] !== rev) violations.push(`op ${op} was confirmed at ${rev}, stored at ${stored.get(op)}`);
    }
  }
  const titles = watched?.follower.titles() ?? [];
  if (new Set(titles).size !== titles.length) violations.push('a todo was added twice');
  if (opened.value.count !== titles.length)
    violations.push(`${opened.value.count} todos, ${titles.length} in the commits`);
  return {
    cycles,
    confirmed: confirmed(),
    sent: loads.reduce((sum, { sent }) => sum + sent, 0),
    revisions: head,
    violations,
  };
}
