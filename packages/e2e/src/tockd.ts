/** The server, run for real: on a free port, killed and started again on the same data. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { programs } from './programs.ts';
import type { Sandbox } from './sandbox.ts';
import { until } from './until.ts';

export interface ServerOptions {
  dataDir?: string;
  port?: number;
  /** Further words of the command line. */
  words?: readonly string[];
  /** What runs the program, before its own command line: a tracer, a shell with limits. */
  wrapper?: readonly string[];
  /** Put over the environment of the sandbox. */
  environment?: Readonly<Record<string, string>>;
}

/** How a server ended. */
interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface Server {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly token: string;
  readonly dataDir: string;
  /** What a client's environment needs to reach it. */
  readonly client: Readonly<Record<string, string>>;
  /** What it wrote to stderr so far. */
  log(): string;
  readonly exited: Promise<Exit>;
  /** Sends the signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<Exit>;
  /** Starts a server on the same data and port, after this one has ended. */
  again(options?: ServerOptions): Promise<Server>;
}

/** Starts `tockd` and waits until it says that it listens. */
export async function startServer(sandbox: Sandbox, options: ServerOptions = {}): Promise<Server> {
  const { dataDir = join(sandbox.home, 'server'), port = 0, words = [], wrapper = [], environment } = options;
  const command = [...wrapper, process.execPath, programs.tockd];
  const [program = process.execPath, ...first] = command;
  const child = spawn(program, [...first, '--data-dir', dataDir, '--port', String(port), ...words], {
    cwd: sandbox.home,
    env: { ...sandbox.environment, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  let ended = false;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const exited = new Promise<Exit>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      ended = true;
      resolve({ code, signal });
    });
  });
  const line = await until(
    'tockd to listen',
    () => {
      if (ended && !stdout.includes('\n')) throw new Error(`tockd ended before it listened: ${stderr}`);
      return stdout.includes('\n') && stdout.slice(0, stdout.indexOf('\n'));
    },
    15_000,
  );
  const { listening: url }: { listening: string } = JSON.parse(line);
  const tokenFile = join(dataDir, 'credentials.json');
  const { token }: { token: string } = JSON.parse(readFileSync(tokenFile, 'utf8'));
  const own = sandbox
    .running('tockd.js')
    .find(({ command: words }) => words.includes(dataDir) && !/strace/.test(words));
  const listeningPort = Number(new URL(url).port);
  return {
    url,
    port: listeningPort,
    // With a wrapper the child is the wrapper.
    pid: wrapper.length === 0 ? (child.pid ?? 0) : (own?.pid ?? 0),
    token,
    dataDir,
    client: { TOCK_SERVER: url, TOCK_TOKEN_FILE: tokenFile },
    log: () => stderr,
    exited,
    end(signal) {
      child.kill(signal);
      return exited;
    },
    again: (changed = {}) => startServer(sandbox, { dataDir, port: listeningPort, ...changed }),
  };
}
