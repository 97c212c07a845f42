/** A terminal in memory: fake streams whose bytes an xterm draws, so that tests read the cells a person would see. */
import { Console } from 'node:console';
import { PassThrough } from 'node:stream';
import { setTimeout as after } from 'node:timers/promises';
import xterm from '@xterm/headless';
import { runTui } from '../../src/tui.tsx';
import { MemoryConnection } from './memoryConnection.ts';

// The console of the test runner has no constructor for another; Ink makes one, as it does in a real process.
Object.assign(console, { Console });

class Output extends PassThrough {
  readonly isTTY = true;
  columns: number;
  rows: number;

  constructor(columns: number, rows: number) {
    super();
    this.columns = columns;
    this.rows = rows;
  }
}

class Input extends PassThrough {
  readonly isTTY = true;
  isRaw = false;

  setRawMode(raw: boolean): this {
    this.isRaw = raw;
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }
}

export interface ScreenTestOptions {
  columns?: number;
  rows?: number;
  connection?: MemoryConnection;
  list?: string;
  now?: () => Date;
  color?: boolean;
  ascii?: boolean;
  motion?: boolean;
  stop?: () => void;
}

/** The screen under test, the keys of a person, and what they see. */
export class TestScreen {
  readonly connection: MemoryConnection;
  readonly ended: Promise<number>;
  readonly stdin = new Input();
  readonly stdout: Output;
  readonly stderr = new PassThrough();
  /** Everything that was written to the terminal. */
  bytes = '';
  /** How many times something was written in one go. */
  writes = 0;
  /** Everything that was written to stderr. */
  told = '';
  readonly #terminal: InstanceType<typeof xterm.Terminal>;

  constructor({
    columns = 80,
    rows = 24,
    connection = new MemoryConnection('inbox'),
    ...options
  }: ScreenTestOptions = {}) {
    this.connection = connection;
    this.stdout = new Output(columns, rows);
    this.#terminal = new xterm.Terminal({
      cols: columns,
      rows,
      allowProposedApi: true,
      convertEol: true,
      scrollback: 1_000,
    });
    this.stdout.on('data', (chunk: Buffer) => {
      this.bytes += chunk.toString();
      this.writes += 1;
      this.#terminal.write(chunk);
    });
    this.stderr.on('data', (chunk: Buffer) => {
      this.told += chunk.toString();
    });
    this.ended = runTui({
      connection,
      list: options.list ?? 'inbox',
      place: 'local, this machine only',
      ascii: options.ascii ?? false,
      color: options.color ?? true,
      motion: options.motion ?? true,
      now: options.now ?? (() => new Date()),
      stdin: this.stdin,
      stdout: this.stdout,
      stderr: this.stderr,
      ...(options.stop === undefined ? {} : { stop: options.stop }),
    });
  }

  /** Presses keys: the bytes go in as one write. */
  press(bytes: string): void {
    this.stdin.write(bytes);
  }

  /** What is on the screen, line by line, without the spaces at the end. */
  async lines(): Promise<string[]> {
    await new Promise<void>((resolve) => this.#terminal.write('', resolve));
    const buffer = this.#terminal.buffer.active;
    return Array.from(
      { length: this.#terminal.rows },
      (_, row) => buffer.getLine(buffer.viewportY + row)?.translateToString(true) ?? '',
    );
  }

  async text(): Promise<string> {
    return (await this.lines()).join('\n');
  }

  /** Whether the alternate screen is shown. */
  get alternate(): boolean {
    return this.#terminal.buffer.active.type === 'alternate';
  }

  /** The line and the cell of the terminal's cursor. */
  async caret(): Promise<{ x: number; y: number }> {
    await this.lines();
    const { cursorX, cursorY } = this.#terminal.buffer.active;
    return { x: cursorX, y: cursorY };
  }

  /** Waits until the screen says something; fails with what it says instead. */
  async sees(wanted: string | RegExp | ((text: string) => boolean), withinMs = 3_000): Promise<string> {
    const deadline = performance.now() + withinMs;
    for (;;) {
      const text = await this.text();
      const met =
        typeof wanted === 'function'
          ? wanted(text)
          : typeof wanted === 'string'
            ? text.includes(wanted)
            : wanted.test(text);
      if (met) return text;
      if (performance.now() > deadline) throw new Error(`the screen never showed ${String(wanted)}, but\n${text}`);
      await after(4);
    }
  }

  /** Waits until nothing was drawn for three frames. */
  async settled(): Promise<void> {
    let before = -1;
    while (before !== this.bytes.length) {
      before = this.bytes.length;
      await after(60);
    }
  }

  resize(columns: number, rows: number): void {
    this.stdout.columns = columns;
    this.stdout.rows = rows;
    this.#terminal.resize(columns, rows);
    this.stdout.emit('resize');
  }

  /** Hangs up, as a closed window does, and waits until the terminal has drawn the last byte. */
  async hangUp(): Promise<void> {
    this.stdin.end();
    await this.ended;
    await after(1);
    await this.lines();
  }
}
