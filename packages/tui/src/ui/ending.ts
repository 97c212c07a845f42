/** Every way in which the screen ends: asked, interrupted, hung up, or by a fault; each with its exit code. */
import { exitCodes } from '@tock/shared';

/** How it ended. A fault is told on the primary screen, once the terminal is itself again. */
export interface Ending {
  readonly code: number;
  readonly fault: unknown;
}

const INTERRUPTED = 130;
const TERMINATED = 143;
const HUNG_UP = 129;

/** The streams whose loss ends the screen. */
export interface Streams {
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: NodeJS.WritableStream;
}

/** Waits for the first thing that ends the screen. `release` takes the watching away again. */
export function watchEnding({ stdin, stdout }: Streams): {
  ended: Promise<Ending>;
  end: (ending: Ending) => void;
  release: () => void;
} {
  const { promise: ended, resolve: end } = Promise.withResolvers<Ending>();
  // Ctrl-C is a key here; this signal comes from outside.
  const interrupted = () => end({ code: INTERRUPTED, fault: null });
  const terminated = () => end({ code: TERMINATED, fault: null });
  const hungUp = () => end({ code: HUNG_UP, fault: null });
  const failed = (fault: unknown) => end({ code: exitCodes.internal, fault });
  process.on('SIGINT', interrupted);
  process.on('SIGTERM', terminated);
  process.on('SIGHUP', hungUp);
  process.on('uncaughtException', failed);
  process.on('unhandledRejection', failed);
  for (const event of ['end', 'close', 'error']) stdin.on(event, hungUp);
  // This one stays: a terminal that is gone goes on failing while the last bytes are written.
  stdout.on('error', hungUp);
  return {
    ended,
    end,
    release() {
      process.off('SIGINT', interrupted);
      process.off('SIGTERM', terminated);
      process.off('SIGHUP', hungUp);
      process.off('uncaughtException', failed);
      process.off('unhandledRejection', failed);
      for (const event of ['end', 'close', 'error']) stdin.off(event, hungUp);
    },
  };
}
