/** What is said of arguments that cannot be read: what is wrong, and what to write instead. */
import { expect, it } from 'vitest';
import { parseVerb, unknownVerb, verbHelp } from '../../src/cli/command.ts';
import { findVerb } from '../../src/cli/verbs.ts';

async function problemOf(name: string, ...argv: string[]) {
  const verb = await findVerb(name)?.row.load();
  const parsed = verb === undefined ? null : parseVerb(name, verb.verb, argv);
  return parsed?.kind === 'problem' ? parsed.problem : parsed;
}

it.each([
  [['done'], 'done needs the number of a todo', 'as in tock done 42; see tock done --help'],
  [['note', '3'], 'note needs some words', 'as in tock note 42 ask bo first; see tock note --help'],
  [['server'], 'server needs an action', 'as in tock server status; see tock server --help'],
  [['show', '1', '2'], 'too many words after show', 'as in tock show 42; see tock show --help'],
  [['ls', '--color', 'purple'], '--color cannot be "purple"', 'write --color always, never or auto'],
  [['ls', '--fields'], '--fields needs a value', 'write --fields <keys>; see tock ls --help'],
  [['mv', '4', '--before'], '--before needs a value', 'write --before <ref>; see tock mv --help'],
  [['ls', 'milk', '--sort'], '--sort needs a value', 'write --sort <keys>; see tock ls --help'],
  [['ls', '-l'], '--list needs a value', 'write -l, --list <name>; see tock ls --help'],
  [['add', '-x', 'milk'], 'unknown option "-x"', 'put text after --, see tock add --help'],
  [['ls', '--al'], 'unknown option "--al"', 'did you mean --all? put text after --, see tock ls --help'],
])('%j', async ([name = '', ...argv], message, hint) => {
  expect(await problemOf(name, ...argv)).toEqual({ code: 'invalid', message, hint });
});

it('an unknown verb is met with the one that may be meant', () => {
  expect(unknownVerb('lss')).toMatchObject({ message: 'unknown verb "lss"', hint: 'did you mean ls? see tock --help' });
  expect(unknownVerb('frobnicate')).toMatchObject({ message: 'unknown verb "frobnicate"', hint: 'see tock --help' });
});

it('help says once what --color takes', async () => {
  const verb = await findVerb('ls')?.row.load();
  expect(verb && verbHelp('tock ls', verb.verb).match(/always/g)).toHaveLength(1);
});
