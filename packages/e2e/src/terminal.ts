/** A real terminal without a window: a pseudo-terminal with a program in it, and an emulator that knows what it shows. */
import { spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';
import { programs } from './programs.ts';
import type { Sandbox } from './sandbox.ts';
import { drawScreen } from './svg.ts';

export interface TerminalOptions {
  columns?: number;
  rows?: number;
  environment?: Readonly<Record<string, string>>;
  /** The program and its words; without it, `tock`. */
  command?: readonly string[];
}

export interface Terminal {
  readonly pid: number;
  /** Writes to the program, as keys do. */
  type(text: string): void;
  /** What is on the screen: its lines, each without the blanks at its end. */
  screen(): string;
  /** How each cell of a line looks: b bold, d dim, i inverse, s struck, u underlined, `.` none of these. */
  looks(row: number): string;
  /** The screen as SVG. */
  picture(): string;
  /** Resolves when the screen shows this; throws with the screen when it does not within `withinMs`. */
  waitFor(what: string | RegExp | ((screen: string) => boolean), withinMs?: number): Promise<void>;
  /** Everything that the program wrote. */
  written(): string;
  /** Calls `listener` with what the program writes, as it comes, before it is drawn. */
  onWritten(listener: (text: string) => void): void;
  resize(columns: number, rows: number): void;
  /** Whether the alternate screen is up. */
  readonly alternate: boolean;
  signal(name: NodeJS.Signals): void;
  readonly exited: Promise<{ code: number; signal: number }>;
}

/** Opens a terminal and starts the program in it. */
export function openTerminal(sandbox: Sandbox, options: TerminalOptions = {}): Terminal {
  const { columns = 80, rows = 24, environment = {}, command = [process.execPath, programs.tock] } = options;
  const [program = '', ...words] = command;
  const emulator = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 0 });
  const child = spawn(program, words, {
    name: 'xterm-256color',
    cols: columns,
    rows,
    cwd: sandbox.home,
    env: { ...sandbox.environment, ...environment },
  });
  let log = '';
  let open = true;
  const looking = new Set<() => void>();
  const listeners = new Set<(text: string) => void>();
  child.onData((text) => {
    log += text;
    for (const listener of listeners) listener(text);
    emulator.write(text, () => {
      for (const look of looking) look();
    });
  });
  // What a program asks of its terminal (its colours, where its cursor is) is answered.
  emulator.onData((answer) => open && child.write(answer));
  const exited = new Promise<{ code: number; signal: number }>((resolve) => {
    child.onExit(({ exitCode, signal = 0 }) => {
      open = false;
      // What it wrote last is shown before anybody is told.
      emulator.write('', () => resolve({ code: exitCode, signal }));
    });
  });
  sandbox.atEnd(() => {
    if (open) child.kill('SIGKILL');
    emulator.dispose();
  });

  const line = (row: number) => emulator.buffer.active.getLine(emulator.buffer.active.viewportY + row);
  const screen = () =>
    Array.from({ length: emulator.rows }, (_, row) => line(row)?.translateToString(true) ?? '')
      .join('\n')
      .trimEnd();

  return {
    pid: child.pid,
    type: (text) => child.write(text),
    screen,
    looks(row) {
      const cells = line(row);
      return Array.from({ length: emulator.cols }, (_, column) => {
        const cell = cells?.getCell(column);
        if (cell === undefined) return '';
        if (cell.isInverse()) return 'i';
        if (cell.isBold()) return 'b';
        if (cell.isDim()) return 'd';
        if (cell.isStrikethrough()) return 's';
        return cell.isUnderline() ? 'u' : '.';
      }).join('');
    },
    picture: () => drawScreen(emulator.buffer.active, emulator.cols, emulator.rows),
    waitFor(what, withinMs = 10_000) {
      const matches =
        typeof what === 'function'
          ? what
          : (text: string) => (typeof what === 'string' ? text.includes(what) : what.test(text));
      return new Promise((resolve, reject) => {
        const look = () => {
          if (!matches(screen())) return;
          looking.delete(look);
          clearTimeout(tooLong);
          resolve();
        };
        const tooLong = setTimeout(() => {
          looking.delete(look);
          reject(new Error(`the screen does not show ${what} after ${withinMs} ms, but:\n${screen()}\n`));
        }, withinMs);
        looking.add(look);
        look();
      });
    },
    written: () => log,
    onWritten: (listener) => void listeners.add(listener),
    resize(toColumns, toRows) {
      emulator.resize(toColumns, toRows);
      child.resize(toColumns, toRows);
    },
    get alternate() {
      return emulator.buffer.active.type === 'alternate';
    },
    signal: (name) => child.kill(name),
    exited,
  };
}
