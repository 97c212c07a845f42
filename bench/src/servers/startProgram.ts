/** Floors and peers, started like tockd: programs of their own, which say where they listen. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Sandbox } from '../../../packages/e2e/src/sandbox.ts';
import { until } from '../../../packages/e2e/src/until.ts';

export interface Program {
  url: string;
  /** A bare server asks nobody who they are. */
  token: null;
  pid: number;
  /** What it wrote to stderr so far. */
  log(): string;
}

interface ProgramOptions {
  words?: readonly string[];
  /** Put over the environment of the sandbox. */
  environment?: Readonly<Record<string, string>>;
}

/** Starts a server of this folder, and waits until it listens. */
export async function startProgram(
  sandbox: Sandbox,
  file: 'bareSocketIo.ts' | 'bareWs.ts' | 'feathers.js' | 'hocuspocus.js',
  { words = [], environment = {} }: ProgramOptions = {},
): Promise<Program> {
  const child = spawn(process.execPath, [fileURLToPath(new URL(file, import.meta.url)), ...words], {
    cwd: sandbox.home,
    env: { ...sandbox.environment, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  sandbox.atEnd(() => {
    child.kill('SIGKILL');
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
  child.on('exit', () => {
    ended = true;
  });
  const line = await until(`${file} to listen`, () => {
    if (ended) throw new Error(`${file} ended before it listened: ${stderr}`);
    return stdout.includes('\n') && stdout.slice(0, stdout.indexOf('\n'));
  });
  const { listening }: { listening: string } = JSON.parse(line);
  return { url: listening, token: null, pid: child.pid ?? 0, log: () => stderr };
}
