/** Many readers in a process of their own, so that they can be stopped, killed, and measured apart from the server. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { dial, openList, type Place } from './lightClient.ts';

/** How often one of a crowd comes again. */
const MOST_CUTS = 20;

/** What a crowd is told to do. */
export interface Orders {
  count: number;
  /** The list that each follows; null: they only sign in. */
  list: string | null;
  /** Where they stand: they resume from here, and only when told to go. */
  since?: { epoch: string; rev: number };
}

/** What a crowd says when all of it is there. */
interface Gathered {
  /** From "go" until the last one had everything, in milliseconds. */
  milliseconds: number;
  /** How often one was cut and came again. */
  cuts: number;
}

/** A crowd as the command sees it. */
export interface Crowd {
  /** Lets it connect; resolves when all are there. */
  go(): Promise<Gathered>;
  signal(name: NodeJS.Signals): void;
  readonly exited: Promise<void>;
}

const program = fileURLToPath(new URL('../growthCommand.ts', import.meta.url));

/** Starts a crowd, which waits to be told to go. */
export async function startCrowd(place: Place, orders: Orders, atEnd: (task: () => void) => void): Promise<Crowd> {
  // A token is nothing for the command line.
  const env = { ...process.env, GROWTH_CROWD: JSON.stringify({ place, orders }) };
  const child: ChildProcess = spawn(process.execPath, [program, 'crowd'], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  atEnd(() => {
    child.kill('SIGKILL');
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const { stdout, stdin } = child;
  if (stdout === null || stdin === null) throw new Error('a crowd has no voice');
  const lines = createInterface(stdout)[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done === true) throw new Error('a crowd ended');
    return JSON.parse(value);
  };
  await next();
  return {
    go: () => {
      stdin.write('go\n');
      return next();
    },
    signal: (name) => child.kill(name),
    exited,
  };
}

/** The crowd itself: what the process of one does. */
export async function beCrowd(): Promise<void> {
  const { place, orders }: { place: Place; orders: Orders } = JSON.parse(process.env.GROWTH_CROWD ?? '');
  process.stdout.write('"here"\n');
  for await (const _ of createInterface(process.stdin)) {
    const began = performance.now();
    const cuts = await Promise.all(Array.from({ length: orders.count }, () => arrive(place, orders)));
    const gathered: Gathered = {
      milliseconds: performance.now() - began,
      cuts: cuts.reduce((sum, each) => sum + each, 0),
    };
    process.stdout.write(`${JSON.stringify(gathered)}\n`);
  }
}

/** Signs in and opens the list; whoever is cut before it is open comes again, as a client does. */
async function arrive(place: Place, { list, since }: Orders): Promise<number> {
  for (let cuts = 0; ; cuts += 1) {
    try {
      const client = await dial(place);
      if (list !== null) await openList(client, { list, follow: true, ...(since === undefined ? {} : { since }) });
      return cuts;
    } catch (error) {
      if (cuts === MOST_CUTS) throw error;
    }
  }
}
