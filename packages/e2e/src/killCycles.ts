/** The server under load from several clients, ended again and again: what was confirmed is there, once, in order. */
import { setTimeout as pause } from 'node:timers/promises';
import { Chance } from './chance.ts';
import { ask, connect, type Follower, followList, type RawSocket } from './client.ts';
import { Asked } from './faults/asked.ts';
import { auditRun } from './faults/audit.ts';
import { Findings } from './faults/findings.ts';
import { readStored } from './faults/storedList.ts';
import { keepWriting } from './faults/writer.ts';
import type { Sandbox } from './sandbox.ts';
import { type Server, startServer } from './tockd.ts';
import { until } from './until.ts';

const CLIENTS = 4;
/** How long the load may stand still, in milliseconds, until something is wrong. */
const STANDSTILL = 30_000;

interface Ending {
  name: string;
  weight: number;
  /** Ends the server and starts it again. */
  end(server: Server, sandbox: Sandbox, chance: Chance, findings: Findings): Promise<Server>;
}

const endings: readonly Ending[] = [
  {
    name: 'killed',
    weight: 7,
    async end(server) {
      await server.end('SIGKILL');
      return server.again();
    },
  },
  {
    name: 'killed, and again while it starts',
    weight: 2,
    async end(server, sandbox, chance) {
      await server.end('SIGKILL');
      // It may be ready before it is hit: then it is hit under load.
      const starting = server.again().then(
        () => null,
        () => null,
      );
      const [found] = await until('tockd to be there', () => {
        const running = sandbox.running('tockd.js');
        return running.length > 0 && running;
      });
      await pause(chance.whole(0, 150));
      if (found !== undefined) process.kill(found.pid, 'SIGKILL');
      await starting;
      await until('tockd to be gone', () => sandbox.running('tockd.js').length === 0);
      return server.again();
    },
  },
  {
    name: 'asked to stop',
    weight: 1,
    async end(server, _sandbox, _chance, findings) {
      const { code } = await server.end('SIGTERM');
      if (code !== 0) findings.violated(`asked to stop, tockd ended with ${code}: ${server.log().slice(-500)}`);
      return server.again();
    },
  },
];

interface Load {
  readonly name: string;
  readonly socket: RawSocket;
  readonly follower: Follower;
  readonly done: Promise<void>;
}

function startLoad(server: Server, asked: Asked, chance: Chance, goOn: () => boolean, name: string): Load {
  const socket = connect(server, { again: true });
  const follower = followList(socket, 'inbox');
  const done = keepWriting({
    name,
    list: 'inbox',
    asked,
    chance,
    goOn,
    send: (loaded) => loaded.sendBy((event, request) => ask(socket, event, request)),
    count: () => follower.count,
    ready: () => until('the server to be back', () => socket.connected || !goOn(), STANDSTILL),
  });
  // Whoever waits for the load hears of it later.
  done.catch(() => undefined);
  return { name, socket, follower, done };
}

/** Runs the cycles. What happens when follows from the seed and from the machine's own timing. */
export async function killCycles(
  sandbox: Sandbox,
  { cycles, seed }: { cycles: number; seed: number },
): Promise<Findings> {
  const chance = new Chance(seed);
  const asked = new Asked();
  const findings = new Findings();
  let server = await startServer(sandbox);
  let over = false;
  const loads = Array.from({ length: CLIENTS }, (_, index) =>
    startLoad(server, asked, chance.apart(), () => !over, `client ${index}`),
  );
  sandbox.atEnd(() => {
    over = true;
    for (const { socket } of loads) socket.disconnect();
  });

  for (let cycle = 0; cycle < cycles; cycle += 1) {
    const goal = asked.count('stored') + chance.whole(1, 15);
    await until('the load to go on', () => asked.count('stored') >= goal, STANDSTILL);
    const ending = chance.one(endings, ({ weight }) => weight);
    server = await ending.end(server, sandbox, chance, findings);
    findings.count('cycles');
    findings.count(ending.name);
  }
  over = true;
  await Promise.all(loads.map(({ done }) => done));

  // A fresh reader of the whole history: what is on the disk, not what somebody remembers.
  const stored = await readStored(server, 'inbox');
  const { rev, h, count } = stored.state;
  const atHead = () => loads.every(({ follower }) => follower.rev === rev);
  await until('every client to be at the head', atHead, STANDSTILL).catch(() => {
    findings.violated(...loads.map(({ name, follower }) => `${name} stays at ${follower.rev}, the store is at ${rev}`));
  });
  for (const { name, follower } of loads) {
    findings.violated(...follower.violations.map((each) => `${name}: ${each}`));
    if (follower.h !== h || follower.count !== count) findings.violated(`${name} has another list than the store`);
  }
  findings.count('revisions', rev);
  asked.report(findings);
  findings.violated(...auditRun(asked, stored));
  return findings;
}
