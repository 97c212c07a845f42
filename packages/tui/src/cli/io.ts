/** What one run of tock reads, writes and hears: the process in production, memory in tests. */
import type { Readable, Writable } from 'node:stream';
import type { Environment } from '../paths.ts';

/** A stream that may be a terminal. */
export type Input = Readable & { readonly isTTY?: boolean };
/** A stream that may be a terminal. */
type Sink = Writable & { readonly isTTY?: boolean };

/** The signals that end a run. */
export type Interruption = 'SIGINT' | 'SIGTERM';

/** Everything of the outside that a run touches, but for the network and the files it is told to. */
export interface Io {
  readonly stdin: Input;
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly environment: Environment;
  /** The working folder, or null when it is gone. */
  readonly folder: string | null;
  now(): Date;
  /** Calls `listener` at each signal; without one a signal does what the system says. Returns how to stop. */
  onSignal(listener: (signal: Interruption) => void): () => void;
  /** Calls `listener` with an exception that nothing caught; returns how to stop. */
  onFault(listener: (fault: unknown) => void): () => void;
}

function workingFolder(): string | null {
  try {
    return process.cwd();
  } catch {
    return null;
  }
}

/** The process itself. */
export function processIo(): Io {
  return {
    // Made when it is read: most commands never do.
    get stdin() {
      return process.stdin;
    },
    stdout: process.stdout,
    stderr: process.stderr,
    environment: process.env,
    folder: workingFolder(),
    now: () => new Date(),
    onSignal(listener) {
      const signals: Interruption[] = ['SIGINT', 'SIGTERM'];
      for (const signal of signals) process.on(signal, listener);
      return () => {
        for (const signal of signals) process.off(signal, listener);
      };
    },
    onFault(listener) {
      // A rejection that nobody handles arrives here too.
      process.on('uncaughtException', listener);
      return () => void process.off('uncaughtException', listener);
    },
  };
}
