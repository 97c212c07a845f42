/** What a verb is, and how its options are read. */
import type { Outcome } from '@tock/shared';
import { commonOptions, type OptionRow } from './arguments.ts';
import type { Context } from './context.ts';

/** What the options of one run say. Names are those of commander: `--limit-lines` is `limitLines`. */
export class Options {
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(values: Readonly<Record<string, unknown>>) {
    this.#values = values;
  }

  /** Whether a flag was given. */
  flag(name: string): boolean {
    return this.#values[name] === true;
  }

  /** Whether a flag was turned off, as `--no-color` does. */
  denied(name: string): boolean {
    return this.#values[name] === false;
  }

  /** The value of an option, if it was given. */
  text(name: string): string | undefined {
    const value = this.#values[name];
    return typeof value === 'string' ? value : undefined;
  }
}

/** What a verb is given. */
export interface Input {
  options: Options;
  words: readonly string[];
  /** The index of the first word after `--`, or null when there was none. */
  literalFrom: number | null;
}

/** A verb: what help says of it, and what it does. */
export interface Verb {
  readonly summary: string;
  /** Its words, as commander writes them: `<ref>`, `[words...]`. */
  readonly words: string;
  readonly options: readonly OptionRow[];
  /** A command and what it does, the commonest first. */
  readonly examples: readonly (readonly [command: string, meaning: string])[];
  /** Options with one dash come before the first word. */
  readonly wordsLast?: true;
  /** It needs no settings, so that a broken file does not stop it. */
  readonly standsAlone?: true;
  /** Does it; answers with the exit code. */
  run(context: Context, input: Input): Promise<Outcome<number>>;
}

/** Every option that a verb takes. */
export function optionsOf(verb: Verb): readonly OptionRow[] {
  return [...verb.options, ...commonOptions];
}

/** The words as one text for the grammar, in which `--` stands where it was typed. */
export function textOf({ words, literalFrom }: Pick<Input, 'words' | 'literalFrom'>): string {
  if (literalFrom === null) return words.join(' ');
  return [...words.slice(0, literalFrom), '--', ...words.slice(literalFrom)].join(' ');
}
