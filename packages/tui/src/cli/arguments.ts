/** The arguments before any verb reads them: which verb, which are options, which are words. */
import { failure, type Outcome, success } from '@tock/shared';

/** An option in the way commander writes it, and what it does. */
export type OptionRow = readonly [flags: string, meaning: string];

/** Options that every verb takes. */
export const commonOptions: readonly OptionRow[] = [
  ['-l, --list <name>', 'the list: a name, owner/name or an id'],
  ['--json', 'one JSON document; problems too'],
  ['-q, --quiet', 'full ids alone'],
  ['--server <url>', 'the server, instead of the one on this machine'],
  ['--token-file <path>', 'a file with the token for the server'],
  ['--timeout <duration>', 'how long to wait for the server: 10s, 500ms, 2m'],
  ['--color <when>', 'always, never or auto'],
  ['--no-color', 'the same as --color never'],
  ['--yes', 'answer yes to every question'],
];

/** Options of every verb that changes something. */
export const writeOptions: readonly OptionRow[] = [
  ['--op <id>', 'the id of this request: the same one again is never stored twice'],
  ['--dry-run', 'say what would be done, and do nothing'],
];

/** What an argument means to a set of options, or null when none of them is meant. */
interface Meant {
  /** The next argument is its value. */
  takesNext: boolean;
}

function meant(argument: string, rows: readonly OptionRow[]): Meant | null {
  const takesValue = (name: string): boolean | undefined => {
    const row = rows.find(([flags]) => flags.split(/[ ,]+/).includes(name));
    return row === undefined ? undefined : row[0].includes('<');
  };
  if (argument.startsWith('--')) {
    const [name = ''] = argument.split('=', 1);
    const value = takesValue(name);
    return value === undefined ? null : { takesNext: value && !argument.includes('=') };
  }
  // `-qa` is a group; in `-lNAME` the value follows at once.
  for (let at = 1; at < argument.length; at += 1) {
    const value = takesValue(`-${argument.charAt(at)}`);
    if (value === undefined) return null;
    if (value) return { takesNext: at === argument.length - 1 };
  }
  return { takesNext: false };
}

/** Whether an argument looks like an option: a lone `-` is stdin, `-+tag` and `-@tag` are words. */
function isOption(argument: string): boolean {
  return /^-[^+@]/.test(argument);
}

/** The verb, null when there is none, and everything else in its order. Common options may stand before the verb. */
export function chooseVerb(argv: readonly string[]): { verb: string | null; rest: string[] } {
  for (let at = 0; at < argv.length; at += 1) {
    const argument = argv[at] ?? '';
    if (argument === '--') break;
    if (!isOption(argument)) return { verb: argument, rest: [...argv.slice(0, at), ...argv.slice(at + 1)] };
    if (meant(argument, commonOptions)?.takesNext === true) at += 1;
  }
  return { verb: null, rest: [...argv] };
}

/** Arguments, told apart. */
export interface Separated {
  options: string[];
  words: string[];
  /** The index of the first word after `--`, or null when there was none. */
  literalFrom: number | null;
  /** Whether the last option lacks the value that it takes. */
  valueMissing: boolean;
}

/**
 * Tells options from words. With `wordsLast`, what has one dash after the first word is refused: in a title it may be
 * meant as either.
 */
export function separate(
  argv: readonly string[],
  rows: readonly OptionRow[],
  { wordsLast }: { wordsLast: boolean },
): Outcome<Separated> {
  const options: string[] = [];
  const words: string[] = [];
  for (let at = 0; at < argv.length; at += 1) {
    const argument = argv[at] ?? '';
    if (argument === '--')
      return success({
        options,
        words: [...words, ...argv.slice(at + 1)],
        literalFrom: words.length,
        valueMissing: false,
      });
    if (!isOption(argument)) {
      words.push(argument);
      continue;
    }
    if (wordsLast && words.length > 0 && !argument.startsWith('--')) {
      return failure('invalid', `${argument} comes after the first word`, 'put options first, or text after --');
    }
    options.push(argument);
    if (meant(argument, rows)?.takesNext !== true) continue;
    const value = argv[at + 1];
    if (value === undefined || value === '--')
      return success({ options, words, literalFrom: null, valueMissing: true });
    options.push(value);
    at += 1;
  }
  return success({ options, words, literalFrom: null, valueMissing: false });
}
