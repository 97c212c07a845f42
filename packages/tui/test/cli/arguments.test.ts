/** Arguments before any verb reads them: which verb, which options, which words. */
import { describe, expect, it } from 'vitest';
import { chooseVerb, commonOptions, separate, writeOptions } from '../../src/cli/arguments.ts';

describe('chooseVerb', () => {
  it.each([
    [['ls'], 'ls', []],
    [['--json', 'ls', '-a'], 'ls', ['--json', '-a']],
    [['--list', 'add', 'ls'], 'ls', ['--list', 'add']],
    [['--list=x', 'ls'], 'ls', ['--list=x']],
    [['-lx', 'ls'], 'ls', ['-lx']],
    [['-l', 'x', 'ls'], 'ls', ['-l', 'x']],
    [['-ql', 'x', 'ls'], 'ls', ['-ql', 'x']],
    [['--json'], null, ['--json']],
    [['--', 'ls'], null, ['--', 'ls']],
    [[], null, []],
  ])('%j', (argv, verb, rest) => {
    expect(chooseVerb(argv)).toEqual({ verb, rest });
  });
});

describe('separate', () => {
  const rows = [...writeOptions, ...commonOptions];
  const first = (argv: string[]) => separate(argv, rows, { wordsLast: true });

  it.each([
    [['buy', 'milk'], [], ['buy', 'milk'], null],
    [['-q', '--op', 'x', 'buy'], ['-q', '--op', 'x'], ['buy'], null],
    [['buy', '--json', 'milk'], ['--json'], ['buy', 'milk'], null],
    [['buy', '--op', 'x', 'milk'], ['--op', 'x'], ['buy', 'milk'], null],
    [['-', '+tag'], [], ['-', '+tag'], null],
    [['42', '-+tag', '-@tag'], [], ['42', '-+tag', '-@tag'], null],
    [['--', '-q', '--', 'x'], [], ['-q', '--', 'x'], 0],
    [['buy', '--', '-5', 'eggs'], [], ['buy', '-5', 'eggs'], 1],
    [['--nope', 'x'], ['--nope'], ['x'], null],
  ])('%j', (argv, options, words, literalFrom) => {
    expect(first(argv)).toEqual({ ok: true, value: { options, words, literalFrom, valueMissing: false } });
  });

  it.each([[['buy', '--op']], [['buy', '--op', '--', 'milk']]])('%j lacks a value', (argv) => {
    expect(first(argv)).toMatchObject({ ok: true, value: { options: ['--op'], valueMissing: true } });
  });

  it.each([[['buy', '-q']], [['minus', '-5']], [['-q', 'buy', '-l', 'x']]])('%j is refused, naming --', (argv) => {
    expect(first(argv)).toMatchObject({ ok: false, problem: { code: 'invalid', hint: expect.stringContaining('--') } });
    expect(separate(argv, rows, { wordsLast: false }).ok).toBe(true);
  });
});
