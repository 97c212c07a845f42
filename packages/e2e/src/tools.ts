/** The tools of the system that some tests need: without one they are skipped, counted and named. */
import { spawnSync } from 'node:child_process';

function works(command: string, ...words: string[]): boolean {
  return spawnSync(command, words, { stdio: 'ignore' }).status === 0;
}

export const tools = {
  /** Whether tmux is there. */
  tmux: works('tmux', '-V'),
  /** Whether strace is there, and may trace. */
  strace: works('strace', '-f', '-o', '/dev/null', 'true'),
} as const;
