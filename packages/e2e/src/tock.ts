/** The command line, run for real: `tock` with words, once or for as long as it follows. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { programs } from './programs.ts';
import type { Sandbox } from './sandbox.ts';
import { until } from './until.ts';

export interface Options {
  /** What comes on stdin; without it stdin is closed. */
  input?: string;
  /** Put over the environment of the sandbox. */
  environment?: Readonly<Record<string, string>>;
  folder?: string;
  withinMs?: number;
}

/** How a run ended, and what it said. */
export interface Run {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
  milliseconds: number;
}

function begin(sandbox: Sandbox, words: readonly string[], { input, environment, folder }: Options): ChildProcess {
  return spawn(process.execPath, [programs.tock, ...words], {
    cwd: folder ?? sandbox.home,
    env: { ...sandbox.environment, ...environment },
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
}

/** Runs `tock` to its end. Throws when that does not come in time. */
export function tock(sandbox: Sandbox, words: readonly string[], options: Options = {}): Promise<Run> {
  const { withinMs = 30_000 } = options;
  const started = performance.now();
  const child = begin(sandbox, words, options);
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  // Whoever refuses its input closes the pipe early.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(options.input);
  return new Promise((resolve, reject) => {
    const tooLong = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`tock ${words.join(' ').slice(0, 200)} did not end in ${withinMs} ms\n${stdout}\n${stderr}`));
    }, withinMs);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(tooLong);
      resolve({ code, signal, stdout, stderr, milliseconds: performance.now() - started });
    });
  });
}

/** As {@link tock}, for what must succeed: answers with the parsed JSON of stdout. */
export async function tockJson<T = unknown>(
  sandbox: Sandbox,
  words: readonly string[],
  options: Options = {},
): Promise<T> {
  const run = await tock(sandbox, [...words, '--json'], options);
  if (run.code !== 0) throw new Error(`tock ${words.join(' ').slice(0, 200)} ended with ${run.code}: ${run.stderr}`);
  return JSON.parse(run.stdout);
}

/** A run that goes on. */
export interface Following {
  readonly pid: number;
  /** The lines of stdout so far. */
  readonly lines: readonly string[];
  /** The first line that `matches`, when it has come. */
  line(matches: (line: string) => boolean, withinMs?: number): Promise<string>;
  kill(signal?: NodeJS.Signals): void;
  readonly exited: Promise<{ code: number | null; stderr: string }>;
}

/** Starts `tock` and reads its lines as they come. */
export function follow(sandbox: Sandbox, words: readonly string[], options: Options = {}): Following {
  const child = begin(sandbox, words, options);
  const lines: string[] = [];
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  if (child.stdout !== null) createInterface(child.stdout).on('line', (line) => lines.push(line));
  return {
    pid: child.pid ?? 0,
    lines,
    line: (matches, withinMs) => until(`a line of ${words.join(' ')}`, () => lines.find(matches), withinMs),
    kill: (signal = 'SIGTERM') => child.kill(signal),
    exited: new Promise((resolve) => child.on('close', (code) => resolve({ code, stderr }))),
  };
}
