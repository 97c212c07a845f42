/** A machine of its own, as far as tock can tell: a home, a clean environment, and at the end nothing left of either. */
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { until } from './until.ts';

/** Registers what is to be done at the end: `onTestFinished`, `afterAll`. */
export type Register = (teardown: () => Promise<void>) => void;

export interface Sandbox {
  readonly home: string;
  /** The folder of the session (`XDG_RUNTIME_DIR`), 0700. */
  readonly session: string;
  /** What every program in here gets for its environment. It says nothing of CI, so that a terminal is a terminal. */
  readonly environment: Readonly<Record<string, string>>;
  /** The programs that run in here now and whose command line contains `program`. */
  running(program: string): { pid: number; command: string }[];
  /** Done before the folder goes. */
  atEnd(task: () => Promise<void> | void): void;
}

/** Compiled code is shared by the runs of a suite: what is measured is a second start, not a first. */
const compiled = join(tmpdir(), `tock-compiled-${process.getuid?.() ?? 0}`);

/** The text of a file of /proc, empty when its process is gone meanwhile. */
function readProcess(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

function isGone(pid: string): boolean {
  const state = /\) (\w)/.exec(readProcess(pid, 'stat'))?.[1];
  return state === undefined || state === 'Z' || state === 'X';
}

/** Every process that inherited a variable of the environment, however it was started, detached or not. */
function processesWith(variable: string): { pid: number; command: string }[] {
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid) && readProcess(pid, 'environ').split('\0').includes(variable) && !isGone(pid))
    .map((pid) => ({ pid: Number(pid), command: readProcess(pid, 'cmdline').replaceAll('\0', ' ').trim() }));
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}

/** Opens a sandbox. Its end is registered before anything is in it: every process of it dies, every file goes. */
export function openSandbox(register: Register): Sandbox {
  const folder = mkdtempSync(join(tmpdir(), 'tock-e2e-'));
  const mark = randomUUID();
  const tasks: (() => Promise<void> | void)[] = [];
  register(async () => {
    for (const task of tasks.toReversed()) await task();
    await until('every process of the sandbox to end', () => {
      const left = processesWith(`TOCK_SANDBOX=${mark}`);
      for (const { pid } of left) kill(pid);
      return left.length === 0;
    });
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  const home = join(folder, 'home');
  const session = join(folder, 'session');
  mkdirSync(home);
  mkdirSync(session, { mode: 0o700 });
  const environment = {
    HOME: home,
    XDG_RUNTIME_DIR: session,
    PATH: `${dirname(process.execPath)}${delimiter}/usr/local/bin:/usr/bin:/bin`,
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    TERM: 'xterm-256color',
    NODE_COMPILE_CACHE: compiled,
    TOCK_SANDBOX: mark,
  };
  return {
    home,
    session,
    environment,
    running: (program) => processesWith(`TOCK_SANDBOX=${mark}`).filter(({ command }) => command.includes(program)),
    atEnd: (task) => tasks.push(task),
  };
}
