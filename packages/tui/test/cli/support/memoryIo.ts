/** A run of tock in memory: its streams, its signals, and a home of its own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable, Writable } from 'node:stream';
import { onTestFinished } from 'vitest';
import { main } from '../../../src/cli/cli.ts';
import type { Interruption, Io } from '../../../src/cli/io.ts';

/** How a run is set up; without anything, stdin is empty and nothing is a terminal. */
export interface RunOptions {
  stdin?: string | Readable;
  environment?: Record<string, string>;
  /** Which streams are terminals. */
  terminals?: ('stdin' | 'stdout' | 'stderr')[];
  folder?: string;
  now?: Date;
  /** What stdout does with what is written; by default it is kept. */
  stdout?: Writable;
}

/** What a run left. */
export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

/** A run under way. */
export interface Running {
  /** How it ended. */
  ended: Promise<Ran>;
  /** Resolves when stdout has this text. */
  printed(text: string): Promise<void>;
  signal(signal: Interruption): void;
}

class Kept extends Writable {
  text = '';
  readonly isTTY: boolean;
  readonly #listeners = new Set<() => void>();

  constructor(isTTY: boolean) {
    super();
    this.isTTY = isTTY;
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    for (const listener of this.#listeners) listener();
    done();
  }

  has(text: string): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!this.text.includes(text)) return;
        this.#listeners.delete(look);
        resolve();
      };
      this.#listeners.add(look);
      look();
    });
  }
}

/** A folder that is gone after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tock-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts `tock` with these arguments. */
export async function start(argv: string[], options: RunOptions = {}): Promise<Running> {
  const home = await temporaryFolder();
  const { terminals = [], environment = {}, now = new Date('2026-11-22T12:00:00Z') } = options;
  const stdout = new Kept(terminals.includes('stdout'));
  const stderr = new Kept(terminals.includes('stderr'));
  const stdin = typeof options.stdin === 'object' ? options.stdin : Readable.from([Buffer.from(options.stdin ?? '')]);
  const listeners = new Set<(signal: Interruption) => void>();
  const io: Io = {
    stdin: Object.assign(stdin, { isTTY: terminals.includes('stdin') }),
    stdout: options.stdout ?? stdout,
    stderr,
    environment: { HOME: home, TOCK_AUTOSTART: '0', ...environment },
    folder: options.folder ?? home,
    now: () => now,
    onSignal(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    onFault: () => () => {},
  };
  const ended = main(argv, io).then((code) => ({ code, stdout: stdout.text, stderr: stderr.text }));
  return {
    ended,
    printed: (text) => stdout.has(text),
    signal: (signal) => {
      for (const listener of listeners) listener(signal);
    },
  };
}

/** Runs `tock` to its end. */
export async function run(argv: string[], options?: RunOptions): Promise<Ran> {
  return (await start(argv, options)).ended;
}

/** A stream that never ends by itself. */
export function endless(): PassThrough {
  return new PassThrough();
}
