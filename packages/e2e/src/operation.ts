/** An operation of the server, run for real: `tockd backup`, `restore`, `verify`. */
import { spawn } from 'node:child_process';
import { programs } from './programs.ts';
import type { Sandbox } from './sandbox.ts';

/** How it ended, and what it said. */
export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs `tockd` with words to its end. */
export function operate(sandbox: Sandbox, words: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, [programs.tockd, ...words], {
    cwd: sandbox.home,
    env: sandbox.environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      said[stream] += text;
    });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...said }));
  });
}
