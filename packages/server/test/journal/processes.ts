/** Processes that the tests start, watch and kill: each ends with its test. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** A process with what it has printed so far. */
export interface Program {
  readonly pid: number;
  /** The lines on its stdout. */
  readonly lines: string[];
  readonly stderr: string[];
  /** Resolves when there are as many lines, or the process has ended. */
  printed(lines: number): Promise<void>;
  /** Resolves when it has ended and everything it printed was read. */
  ended: Promise<void>;
  kill(): Promise<void>;
}

/** Starts a test program beside this file; `wrapper` is a command that runs it, such as strace. */
export function start(name: string, argument: string, wrapper: string[] = []): Program {
  const program = fileURLToPath(new URL(name, import.meta.url));
  const [command = process.execPath, ...parameters] = [...wrapper, process.execPath, program, argument];
  const child: ChildProcessByStdio<null, Readable, Readable> = spawn(command, parameters, {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const stderr: string[] = [];
  const reader = createInterface({ input: child.stdout });
  reader.on('line', (line) => lines.push(line));
  child.stderr.setEncoding('utf8').on('data', (text: string) => stderr.push(text));
  const ended = Promise.all([once(child, 'close'), once(reader, 'close')]).then(() => {});
  const kill = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  onTestFinished(kill);
  return {
    pid: child.pid ?? 0,
    lines,
    stderr,
    ended,
    kill,
    printed: (count) =>
      new Promise((resolve) => {
        const look = () => {
          if (lines.length < count) return;
          reader.off('line', look);
          resolve();
        };
        reader.on('line', look);
        reader.once('close', resolve);
        look();
      }),
  };
}
