/** Verbs as commander knows them: parsing, usage problems and help. */
import type { Problem } from '@tock/shared';
import { Command, CommanderError, Option } from 'commander';
import { colorChoices } from '../output/color.ts';
import { commonOptions, type OptionRow, separate } from './arguments.ts';
import { type Input, Options, optionsOf, type Verb } from './verb.ts';
import { verbs } from './verbs.ts';

/** What arguments turned out to be. */
export type Parsed =
  | { kind: 'input'; input: Input }
  | { kind: 'help'; text: string }
  | { kind: 'problem'; problem: Problem };

/** Reads the arguments of a verb. `name` is empty for tock without a verb. */
export function parseVerb(name: string, verb: Verb, argv: readonly string[]): Parsed {
  const separated = separate(argv, optionsOf(verb), { wordsLast: verb.wordsLast === true });
  if (!separated.ok) return { kind: 'problem', problem: separated.problem };
  const { options, words, literalFrom, valueMissing } = separated.value;

  const command = verbCommand(name, verb);
  // A value that is missing is told as that: what followed would be taken for it.
  const all = words.length === 0 || valueMissing ? options : [...options, '--', ...words];
  const parsed = parseWith(command, all, verb.examples[0]?.[0]);
  if (parsed !== null) return parsed;
  return { kind: 'input', input: { options: new Options(command.opts()), words: command.args, literalFrom } };
}

/** The help of a verb: examples first. */
export function verbHelp(name: string, verb: Verb): string {
  return helpOf(verbCommand(name, verb));
}

/** The help of tock as a whole. */
export function generalHelp(): string {
  return helpOf(rootCommand());
}

/** What is wrong with a verb that nobody knows, with the one that may have been meant. */
export function unknownVerb(name: string): Problem {
  const parsed = parseWith(rootCommand(), ['--', name]);
  return parsed?.kind === 'problem' ? parsed.problem : { code: 'invalid', message: `unknown verb "${name}"` };
}

function verbCommand(name: string, verb: Verb): Command {
  const command = new Command(`tock ${name}`.trim()).description(verb.summary);
  if (verb.words !== '') command.arguments(verb.words);
  addOptions(command, optionsOf(verb));
  return withExamples(command, verb.examples);
}

function rootCommand(): Command {
  const root = new Command('tock').description('a todo list in the terminal: a todo exists when the server says so');
  for (const [name, { aliases, summary }] of verbs)
    root.addCommand(new Command(name).aliases(aliases).description(summary));
  root.helpCommand(false).option('-V, --version', 'print the version');
  addOptions(root, commonOptions);
  return withExamples(root, [
    ['tock', 'the list, live'],
    ['tock add buy milk due:tomorrow +home', 'one todo'],
    ['tock ls', 'the open todos'],
    ['tock done 42', 'complete the todo with this number'],
    ['tock undo', 'take back what you did last'],
    ['git log --format=%s | tock add -', 'one todo per line, all or none'],
    ['tock watch --json', 'every change, as it becomes durable'],
    ['tock help help', 'what else is explained: dates, filters, exit codes …'],
  ]);
}

function addOptions(command: Command, rows: readonly OptionRow[]): void {
  for (const [flags, meaning] of rows) {
    const option = new Option(flags, meaning);
    command.addOption(option.long === '--color' ? option.argParser(oneOf('--color', colorChoices)) : option);
  }
}

function oneOf(flag: string, choices: readonly string[]): (value: string) => string {
  return (value) => {
    if (choices.includes(value)) return value;
    throw new CommanderError(
      2,
      INVALID_CHOICE,
      `${flag} cannot be "${value}"\nwrite ${flag} ${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`,
    );
  };
}

function withExamples(command: Command, examples: Verb['examples']): Command {
  const width = Math.max(0, ...examples.map(([example]) => example.length));
  const lines = examples.map(([example, meaning]) => `  ${example.padEnd(width)}  ${meaning}\n`);
  return command.addHelpText('before', `Examples:\n${lines.join('')}`);
}

function helpOf(command: Command): string {
  const parsed = parseWith(command, ['--help']);
  return parsed?.kind === 'help' ? parsed.text : '';
}

const INVALID_CHOICE = 'tock.invalidChoice';

/** Lets commander parse; answers null when there is nothing to say, for it throws on help and on problems alike. */
function parseWith(
  command: Command,
  argv: readonly string[],
  example?: string,
): Exclude<Parsed, { kind: 'input' }> | null {
  let text = '';
  command.exitOverride().configureOutput({
    writeOut: (piece) => {
      text += piece;
    },
    writeErr: () => {},
    getOutHelpWidth: () => 100,
    getOutHasColors: () => false,
  });
  try {
    command.parse(argv, { from: 'user' });
    return null;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { kind: 'help', text };
    return { kind: 'problem', problem: usageProblem(error, command.name(), example) };
  }
}

/** The words of a verb, as they are told to people. */
const WORDS: Readonly<Record<string, string>> = {
  ref: 'the number of a todo',
  words: 'some words',
  action: 'an action',
};

/** What commander found wrong, in the words of tock: what happened, and what to write. */
function usageProblem({ code, message }: CommanderError, name: string, example = `${name} --help`): Problem {
  const verb = name.replace(/^tock /, '');
  const [what = '', suggestion = ''] = message
    .replace(/^error: /, '')
    .replace(/\.$/, '')
    .split('\n');
  const quoted = /'([^']*)'/.exec(what)?.[1] ?? '';
  const help = `see ${name} --help`;
  const meant = suggestion.replace(/^\(Did you mean (.*)\?\)$/, 'did you mean $1? ');
  const problem = (told: string, hint: string): Problem => ({ code: 'invalid', message: told, hint });
  switch (code) {
    case INVALID_CHOICE:
      return problem(what, suggestion);
    case 'commander.missingArgument':
      return problem(`${verb} needs ${WORDS[quoted] ?? quoted}`, `as in ${example}; ${help}`);
    case 'commander.excessArguments':
      return problem(`too many words after ${verb}`, `as in ${example}; ${help}`);
    case 'commander.optionMissingArgument':
      return problem(`${/--[\w-]+/.exec(quoted)?.[0] ?? quoted} needs a value`, `write ${quoted}; ${help}`);
    case 'commander.unknownOption':
      return problem(`unknown option "${quoted}"`, `${meant}put text after --, ${help}`);
    case 'commander.unknownCommand':
      return problem(`unknown verb "${quoted}"`, `${meant}${help}`);
    default:
      return problem(what, `${meant}${help}`);
  }
}
