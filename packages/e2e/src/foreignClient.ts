/** A client that is written in Python, as a child: it is told what to do, and says what it is told. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Outcome } from '@tock/shared';
import type { Sandbox } from './sandbox.ts';
import type { Server } from './tockd.ts';
import { until } from './until.ts';

/** Debian's own Python, which has python3-socketio; another one on the path need not. */
const PYTHON = '/usr/bin/python3';

/** A line that it said. */
interface Said {
  kind: string;
  [key: string]: unknown;
}

/** What it is told to do. */
type Command = { do: 'ask'; event: string; payload: object } | { do: 'follow'; list: string; since?: object };

export interface ForeignClient {
  readonly said: readonly Said[];
  tell(command: Command): void;
  /** The next line of this kind that nobody waited for yet. */
  next(kind: string): Promise<Said>;
  ask(event: string, payload: object): Promise<Outcome<Record<string, unknown>>>;
  /** The lines of this kind so far. */
  all(kind: string): Said[];
}

/** Starts the client: through a proxy, with another token, or speaking another version of the protocol. */
export function startForeignClient(
  sandbox: Sandbox,
  server: Server,
  { url = server.url, token = server.token, protocol = 1 } = {},
): ForeignClient {
  const { device }: { device: string } = JSON.parse(readFileSync(join(server.dataDir, 'credentials.json'), 'utf8'));
  const program = join(import.meta.dirname, '..', 'test', 'foreign', 'client.py');
  const child = spawn(PYTHON, ['-u', program, url, device, token, String(protocol)], {
    env: sandbox.environment,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const said: Said[] = [];
  const waited = new Set<Said>();
  let complaints = '';
  let ended = false;
  createInterface(child.stdout).on('line', (line) => said.push(JSON.parse(line)));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  child.stdin.on('error', () => undefined);
  child.on('exit', () => {
    ended = true;
  });
  const next = async (kind: string) => {
    const found = await until(`the Python client to say ${kind}`, () => {
      const line = said.find((each) => each.kind === kind && !waited.has(each));
      if (line === undefined && ended) throw new Error(`it ended before it said ${kind}: ${complaints}`);
      return line;
    });
    waited.add(found);
    return found;
  };
  const tell = (command: Command) => child.stdin.write(`${JSON.stringify(command)}\n`);
  return {
    said,
    tell,
    next,
    async ask(event, payload) {
      tell({ do: 'ask', event, payload });
      const { outcome } = await next('outcome');
      // What it says of an answer is that answer, as it came.
      return outcome as Outcome<Record<string, unknown>>;
    },
    all: (kind) => said.filter((each) => each.kind === kind),
  };
}
