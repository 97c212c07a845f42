/** Where output goes: data on stdout, everything else on stderr; and what becomes of it when nobody reads. */
import { sanitise } from '@tock/shared';
import type { Io } from '../cli/io.ts';
import { type ColorChoice, type Palette, palette, usesColor } from './color.ts';
import { jsonText } from './json.ts';

/** Who reads: a person at a terminal, a pipe (tab-separated), a pipe that wants ids alone, a program. */
export type Form = 'terminal' | 'plain' | 'ids' | 'json';

/** Lines are gathered up to this many UTF-16 units before they are handed to the system. */
const CHUNK = 64 * 1024;

/** The same data for each reader; only the one that is wanted is made. */
export interface Renderings {
  /** One document. */
  json(): unknown;
  ids(): string[];
  /** Records of fields: an empty one is printed as `-`. */
  plain(): (readonly string[])[];
  /** Lines in which all text from people is sanitised. */
  terminal(): string[];
}

/** Renderings of which the one for a terminal takes its time. */
export interface TableRenderings extends Omit<Renderings, 'terminal'> {
  terminal(): Promise<string[]>;
}

/** The output of one run. */
export class Output {
  readonly form: Form;
  /** Whether stdout has colour. */
  readonly color: boolean;
  /** The shades of stdout. */
  readonly shades: Palette;
  /** The shades of stderr. */
  readonly noteShades: Palette;
  /** Resolves when the reader of stdout has gone. */
  readonly ended: Promise<void>;
  /** Why stdout took no more, but for a reader who had enough. */
  failure: Error | null = null;
  readonly #io: Io;
  #closed = false;

  constructor(io: Io, { form, color }: { form: Form; color: ColorChoice }) {
    this.#io = io;
    this.form = form;
    this.color = usesColor(color, io.environment, io.stdout.isTTY === true);
    this.shades = palette(this.color);
    this.noteShades = palette(usesColor(color, io.environment, io.stderr.isTTY === true));
    const { promise, resolve } = Promise.withResolvers<void>();
    this.ended = promise;
    io.stdout.on('error', (error: NodeJS.ErrnoException) => {
      // A reader that has enough (`tock ls | head -1`) is no failure, and never abandons a write.
      if (error.code !== 'EPIPE') this.failure ??= error;
      this.#closed = true;
      resolve();
    });
    // Nobody is left to tell.
    io.stderr.on('error', () => {});
  }

  /** Data, in the form that its reader wants. */
  print({ json, ids, plain, terminal }: Renderings): void {
    switch (this.form) {
      case 'json':
        this.#writeLines([jsonText(json())]);
        break;
      case 'ids':
        this.#writeLines(ids());
        break;
      case 'plain':
        this.#writeLines(plain().map(recordText));
        break;
      case 'terminal':
        this.#writeLines(terminal());
        break;
    }
  }

  /** The same, where the lines for a terminal need something that is loaded for a terminal alone. */
  async printTable({ terminal, ...others }: TableRenderings): Promise<void> {
    const lines = this.form === 'terminal' ? await terminal() : [];
    this.print({ ...others, terminal: () => lines });
  }

  /** A text of tock's own, as it stands. */
  text(text: string): void {
    this.#write(text);
  }

  /** Whether nobody reads stdout any more: what is printed from now on goes nowhere. */
  get over(): boolean {
    return this.#closed;
  }

  /** Resolves when the system has taken what was printed, or its reader has gone: more of it need not be gathered before. */
  async taken(): Promise<void> {
    if (this.#closed) return;
    await Promise.race([new Promise((done) => this.#io.stdout.write('', done)), this.ended]);
  }

  /** Something for the person, beside the data. */
  note(text: string): void {
    this.#io.stderr.write(`${sanitise(text)}\n`);
  }

  #writeLines(lines: readonly string[]): void {
    let chunk = '';
    for (const line of lines) {
      chunk += `${line}\n`;
      if (chunk.length >= CHUNK) {
        this.#write(chunk);
        chunk = '';
      }
    }
    this.#write(chunk);
  }

  #write(chunk: string): void {
    if (chunk !== '' && !this.#closed) this.#io.stdout.write(chunk);
  }
}

/** Fields as one line, tab-separated: none has a tab, a newline or a control. */
export function recordText(fields: readonly string[]): string {
  return fields.map((field) => (field === '' ? '-' : sanitise(field))).join('\t');
}
