/** The terminal app: takes the terminal, runs the screen over a connection, and gives the terminal back whatever happens. */
import { once } from 'node:events';
import { sanitise } from '@tock/shared';
import { type Instance, render } from 'ink';
import type { Connection } from '../client/client.ts';
import { App, type Mounted } from './components/App.tsx';
import { type Ending, watchEnding } from './ending.ts';
import { Screen } from './model/screen.ts';
import type { Terminal } from './model/terminal.ts';
import { themeOf } from './theme.ts';

export interface TuiOptions {
  readonly connection: Connection;
  /** The list to open first: its id or its name. */
  readonly list: string;
  /** Where the server is, for people: "local, this machine only". */
  readonly place: string;
  /** Draw with characters that every font has. */
  readonly ascii: boolean;
  /** Use the colours of the terminal. Without them nothing is lost: every state has a glyph or a word. */
  readonly color: boolean;
  /** Let marks fade by themselves. Without it, nothing is drawn unless something happened. */
  readonly motion: boolean;
  /** A terminal. */
  readonly stdin: NodeJS.ReadableStream;
  /** A terminal. */
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  readonly now: () => Date;
  /** Stops this process group until it is continued. Default: `SIGSTOP`, which the shell answers with its prompt. */
  readonly stop?: () => void;
}

/** Erases what is on screen without touching what was scrolled off it. */
const ERASE = '\u001b[H\u001b[J';
/**
 * A line that is full stays full: terminals draw some characters wider than others do, and a line that went on in the next
 * one would push the screen up.
 */
const WRAP_OFF = '\u001b[?7l';
const WRAP_ON = '\u001b[?7h';
/** Bracketed paste off, cursor visible: said once more at the end, in case the terminal missed it. */
const MODES_OFF = `${WRAP_ON}\u001b[?2004l\u001b[?25h`;
/** How long the last bytes may take to reach the terminal, in milliseconds. */
const FLUSH = 1_000;

function stopGroup(): void {
  // Raised by itself, SIGTSTP is dropped in an orphaned group; and the runner above us has to stop as well.
  process.kill(0, 'SIGSTOP');
}

async function suspend(app: Mounted, stdout: NodeJS.WritableStream, stop: () => void): Promise<void> {
  await app.lend(async () => {
    const continued = once(process, 'SIGCONT');
    stdout.write(WRAP_ON);
    stop();
    await continued;
    stdout.write(WRAP_OFF);
  });
}

/** What the screen may do with the terminal; `mounted` is there from the first frame on. */
function terminalOf(
  { stdout, stop = stopGroup }: TuiOptions,
  mounted: () => Mounted | null,
  end: (ending: Ending) => void,
): Terminal {
  return {
    write: (bytes) => stdout.write(bytes),
    redraw: () => mounted()?.write(ERASE),
    suspend() {
      const app = mounted();
      if (app === null || process.platform === 'win32') return;
      suspend(app, stdout, stop).catch((fault: unknown) => end({ code: 70, fault }));
    },
    quit: () => end({ code: 0, fault: null }),
  };
}

async function unmounted(instance: Instance): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, FLUSH);
  instance.unmount();
  // What it fails with was told already, or is about the terminal that is gone.
  await Promise.race([instance.waitUntilExit().catch(() => undefined), late]);
  clearTimeout(timer);
}

function tellFault(stderr: NodeJS.WritableStream, fault: unknown): void {
  const message = fault instanceof Error ? fault.message : String(fault);
  stderr.write(`tock: stopped by a fault of its own: ${sanitise(message)}\n`);
  stderr.write('what the server confirmed is safe: start tock again, and report this if it comes back\n');
}

/**
 * Runs the screen until it is quit and answers with the exit code: 0 when quit, 129 when the terminal hung up, 143 when
 * terminated, 70 after a fault. Both streams must be terminals. The connection stays open: it is the caller's.
 */
export async function runTui(options: TuiOptions): Promise<number> {
  const { stdin, stdout, stderr, connection, list, place, motion, now, ascii, color } = options;
  const { ended, end, release } = watchEnding({ stdin, stdout });
  let mounted: Mounted | null = null;
  const terminal = terminalOf(options, () => mounted, end);
  const screen = new Screen({ connection, list, place, motion, now, terminal });
  const onMount = (app: Mounted) => {
    mounted = app;
  };
  stdout.write(WRAP_OFF);
  const instance = render(<App screen={screen} theme={themeOf({ ascii, color })} onMount={onMount} />, {
    stdin,
    stdout,
    stderr,
    alternateScreen: true,
    incrementalRendering: true,
    maxFps: 60,
    exitOnCtrlC: false,
    patchConsole: true,
    interactive: true,
    isScreenReaderEnabled: false,
    onRender: () => screen.painted(),
  });
  instance.waitUntilExit().catch((fault: unknown) => end({ code: 70, fault }));

  const { code, fault } = await ended;
  screen.close();
  await unmounted(instance);
  release();
  if (stdout.writable) stdout.write(MODES_OFF);
  if (fault !== null) tellFault(stderr, fault);
  return code;
}
