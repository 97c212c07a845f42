/** The program itself, run for one operation; or serving, until the test ends. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished, vi } from 'vitest';
import { temporaryFolder } from '../journal/fixtures.ts';

// Each of these tests starts several programs.
vi.setConfig({ testTimeout: 90_000 });

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** What runs a program so that the modes of files count, also for root, which owns them all the same. */
export const heedingModes = process.getuid?.() === 0 ? ['setpriv', '--bounding-set', '-dac_override'] : [];

/** How it ended. */
export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

function start(words: readonly string[], wrapper: readonly string[] = []) {
  const [command = process.execPath, ...args] = [...wrapper, process.execPath, MAIN, ...words];
  const home = temporaryFolder();
  const environment = { HOME: home, PATH: process.env.PATH ?? '' };
  const child = spawn(command, args, { env: environment, cwd: home, stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      said[stream] += text;
    });
  const ended = new Promise<Ended>((resolve) => child.once('close', (code) => resolve({ code, ...said })));
  return { child, said, ended };
}

/** Runs tockd with nothing of ours in its environment; `wrapper` is a command that runs it. */
export function tockd(words: readonly string[], wrapper: readonly string[] = []): Promise<Ended> {
  return start(words, wrapper).ended;
}

/** A server of a data folder, once it listens. */
export async function serving(dataDir: string, words: readonly string[] = []) {
  const { child, said, ended } = start(['--data-dir', dataDir, ...words]);
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', () => {
      if (said.stdout.includes('\n')) resolve(JSON.parse(said.stdout).listening);
    });
    child.once('close', () => reject(new Error(said.stderr)));
  });
  const stop = (signal: NodeJS.Signals = 'SIGTERM') => {
    child.kill(signal);
    return ended;
  };
  return { url, pid: child.pid ?? 0, stop };
}

/** A data folder of its own, and the path of the store in it. */
export function dataFolder(): { dataDir: string; path: string } {
  const dataDir = join(temporaryFolder(), 'data');
  return { dataDir, path: join(dataDir, 'tock.db') };
}
