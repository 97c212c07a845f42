/** Filters: which todos they choose, and what they say of what they cannot read. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clock, type FilterOptions, foldCase, limits, parseFilter, type Todo } from '../src/index.ts';
import { anyText, berlin, problem, todo, value } from './samples.ts';

const moment = clock(berlin);

const todos: Record<string, Todo> = {
  milk: todo({ title: 'Buy milk', tags: ['home'] }),
  rent: todo({ title: 'Pay the rent', tags: ['Home', '@bank'], pri: 'A', due: '2026-11-17' }),
  call: todo({ title: 'call Bo about the open day', for: 'bo', createdBy: 'bo', due: '2026-11-18T16:00:00Z' }),
  tax: todo({ title: 'tax', due: '2026-12-01', pri: 'C' }),
  late: todo({ title: 'late call', due: '2026-11-18T23:30:00Z' }),
  party: todo({ title: 'party', due: '2026-11-18' }),
  waiting: todo({ title: 'waiting for spring', wait: '2027-03-01' }),
  done: todo({ title: 'done milk', doneAt: '2026-11-10T08:00:00Z', doneBy: 'ana', due: '2026-11-09' }),
  removed: todo({ title: 'removed milk', removedAt: '2026-11-10T08:00:00Z', removedBy: 'ana' }),
};

function chosen(text: string, options?: FilterOptions): string {
  const filter = value(parseFilter(text, berlin, options));
  return Object.keys(todos)
    .filter((name) => filter.matches(todos[name] ?? todo(), moment))
    .join(' ');
}

describe('choosing', () => {
  test.each([
    ['', 'milk rent call tax late party'],
    ['MILK', 'milk'],
    ['the call', 'call'],
    ['"the open"', 'call'],
    ['"Open the"', ''],
    ['title:open', 'call'],
    ['title:"the RENT"', 'rent'],
    ['title:"open', null],
    ['+home', 'milk rent'],
    ['+HOME', 'milk rent'],
    ['@bank', 'rent'],
    ['+bank', ''],
    ['-+home', 'call tax late party'],
    ['-@bank +home', 'milk'],
    ['not +home', 'call tax late party'],
    ['not not +home', 'milk rent'],
    ['milk or tax', 'milk tax'],
    ['milk or rent +home @bank', 'milk rent'],
    ['(milk or rent) @bank', 'rent'],
    ['not(milk or rent)and call', 'call late'],
    ['pri:high', 'rent'],
    ['pri:c', 'tax'],
    ['pri: +home', 'milk'],
    ['due:', 'milk'],
    ['due:2026-12-01', 'tax'],
    ['due:today', 'call party'],
    ['due:tomorrow', 'late'],
    ['due:2026-11-18T17:00', 'call'],
    ['due:2026-11-18T18:00', ''],
    ['due.before:today', 'rent'],
    ['due.before:tomorrow', 'rent call party'],
    ['due.before:2026-11-18T17:00', 'rent'],
    ['due.before:2026-11-18T17:01', 'rent call'],
    ['due.after:today', 'tax late'],
    ['due.after:2026-11-18T17:00', 'tax late'],
    ['for:bo', 'call'],
    ['for: pri:', 'milk late party'],
    ['by:bo', 'call'],
    ['by:Bo', 'call'],
    ['today', 'call party'],
    ['overdue', 'rent'],
    ['overdue or done', 'rent done'],
    ['open', 'milk rent call tax late party'],
    ['waiting', 'waiting'],
    ['done', 'done'],
    ['removed', 'removed'],
    ['done or removed', 'done removed'],
    ['not open', 'waiting done'],
    ['not done milk', 'milk'],
    ['milk (open or done or removed)', 'milk done removed'],
    ['open done', ''],
    ['list:groceries milk', 'milk'],
    ['https://x.example', ''],
    ['key:value', ''],
  ])('%j chooses %s', (text, names) => {
    if (names === null) problem(parseFilter(text, berlin));
    else expect(chosen(text)).toBe(names);
  });

  test('-tag is -+tag only where it is said to be', () => {
    expect(chosen('-home', { minusTag: true })).toBe('call tax late party');
    expect(chosen('-5', { minusTag: true })).toBe('');
    expect(problem(parseFilter('-home', berlin))).toMatchObject({
      code: 'invalid',
      message: '"-home" is not a filter here',
      hint: 'write -+home, or put -- before it',
    });
  });

  test('the caller says which states are usual; a state that is named replaces them', () => {
    const states = new Set(['open', 'waiting', 'done'] as const);
    expect(chosen('milk', { states })).toBe('milk done');
    expect(chosen('milk open', { states })).toBe('milk');
  });

  test('title:WORD and "WORD" are for words that are reserved', () => {
    expect(chosen('title:waiting')).toBe('');
    expect(chosen('title:waiting waiting')).toBe('waiting');
    expect(chosen('"done" done')).toBe('done');
    expect(value(parseFilter('"done"', berlin)).states).toBeNull();
  });

  test('letters are compared without case and composition', () => {
    const filter = value(parseFilter('CAFÉ +ÉTÉ', berlin));
    expect(filter.matches(todo({ title: 'le cafe\u0301', tags: ['e\u0301te\u0301'] }), moment)).toBe(true);
  });

  test('today follows the clock over midnight', () => {
    const filter = value(parseFilter('today', berlin));
    const tomorrow = clock({ ...berlin, now: new Date('2026-11-19T10:00:00Z') });
    expect(filter.matches(todo({ due: '2026-11-18T23:30:00Z' }), moment)).toBe(false);
    expect(filter.matches(todo({ due: '2026-11-18T23:30:00Z' }), tomorrow)).toBe(true);
    expect(filter.matches(todo({ due: '2026-11-18' }), tomorrow)).toBe(false);
    expect(filter.matches(todo({ due: '2026-11-18' }), moment)).toBe(true);
  });
});

describe('what a filter says of itself', () => {
  const states = (text: string) => {
    const { states } = value(parseFilter(text, berlin));
    return states === null ? null : [...states].join(' ');
  };

  test.each([
    ['milk', null],
    ['done', 'done'],
    ['done +home', 'done'],
    ['done or waiting', 'waiting done'],
    ['not done', 'open waiting'],
    ['not removed', 'open waiting done'],
    ['+home or done', 'open waiting done'],
    ['not (open or not +home)', 'waiting done'],
    ['open done', ''],
  ])('the states of %j are %s', (text, expected) => {
    expect(states(text)).toBe(expected);
  });

  test('the lists it names', () => {
    expect(value(parseFilter('milk', berlin)).lists).toBeNull();
    expect(value(parseFilter('list:ana/groceries milk list:"my list"', berlin)).lists).toStrictEqual([
      'ana/groceries',
      'my list',
    ]);
  });
});

describe('what cannot be read is named', () => {
  test.each([
    ['due:someday', '"due:someday" is not a date or time'],
    ['due.before:', '"due.before:" is not a date or time'],
    ['pri:x!', '"pri:x!" is not a priority'],
    ['by:', '"by:" names no person'],
    ['for:a/b', '"for:a/b" names no person'],
    ['view:work', 'views are not supported yet: "view:work"'],
    ['list:', '"list:" names no list'],
    ['not list:a', '"list:" cannot stand in brackets or beside "or" and "not"'],
    ['(list:a)', '"list:" cannot stand in brackets or beside "or" and "not"'],
    ['list:a or milk', '"list:" cannot stand in brackets or beside "or" and "not"'],
    ['milk or list:a', '"list:" cannot stand in brackets or beside "or" and "not"'],
    ['"open phrase', 'the phrase ""open" is not closed'],
    ['title:', '"title:" has no words to look for'],
    ['""', '"""" has no words to look for'],
    ['(milk', '"(" is not closed'],
    ['milk)', '")" closes nothing'],
    ['milk) (tea', '")" closes nothing'],
    ['()', 'a condition is missing at ")"'],
    ['(', 'a condition is missing at "("'],
    ['milk and', 'a condition is missing at "and"'],
    ['or milk', 'a condition is missing at "or"'],
    ['milk or or tea', 'a condition is missing at "or"'],
    ['milk and or tea', 'a condition is missing at "or"'],
    ['not', 'a condition is missing at "not"'],
    [`+${'a'.repeat(65)}`, `the tag "+${'a'.repeat(38)}…" is longer than 64 characters`],
    ['a '.repeat(limits.filterWords + 1), `the filter has more than ${limits.filterWords} words`],
  ])('%j', (text, message) => {
    expect(problem(parseFilter(text, berlin))).toMatchObject({ code: 'invalid', message, hint: expect.any(String) });
  });
});

describe('properties', () => {
  const hostile = fc.oneof(
    anyText,
    fc
      .array(fc.constantFrom('(', ')', 'not', 'and', 'or', '"', 'list:a', 'done', '+home', 'milk', 'due:fri', 'x'), {
        maxLength: 20,
      })
      .map((words) => words.join(' ')),
  );

  test('nothing that is typed throws, and every answer is a filter or a problem with words', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const outcome = parseFilter(text, berlin, { minusTag: true });
        if (outcome.ok) for (const each of Object.values(todos)) outcome.value.matches(each, moment);
        else expect(outcome.problem).toMatchObject({ code: 'invalid', message: expect.any(String) });
      }),
    );
  });

  test('as deep as the limit allows', () => {
    const depth = limits.filterWords - 1;
    expect(value(parseFilter(`${'not '.repeat(depth)}milk`, berlin)).matches(todo(), moment)).toBe(false);
    const half = Math.floor(depth / 2);
    const nested = value(parseFilter(`${'('.repeat(half)}milk${')'.repeat(half)}`, berlin));
    expect(nested.matches(todo(), moment)).toBe(true);
    expect(value(parseFilter(`x${' or x'.repeat(half)}`, berlin)).matches(todo(), moment)).toBe(false);
  });

  // A tree that says the same as the text, evaluated the plain way.
  type Tree = string | { not: Tree } | { and: [Tree, Tree] } | { or: [Tree, Tree] };
  const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom('milk', '+home', 'done', 'waiting', 'pri:A', 'due:today'),
      fc.record({ not: tie('tree') }),
      fc.record({ and: fc.tuple(tie('tree'), tie('tree')) }),
      fc.record({ or: fc.tuple(tie('tree'), tie('tree')) }),
    ),
  }));
  const written = (tree: Tree): string => {
    if (typeof tree === 'string') return tree;
    if ('not' in tree) return `not (${written(tree.not)})`;
    if ('and' in tree) return `(${written(tree.and[0])}) (${written(tree.and[1])})`;
    return `(${written(tree.or[0])}) or (${written(tree.or[1])})`;
  };
  const holds = (tree: Tree, name: string): boolean => {
    if (typeof tree !== 'string') {
      if ('not' in tree) return !holds(tree.not, name);
      if ('and' in tree) return tree.and.every((each) => holds(each, name));
      return tree.or.some((each) => holds(each, name));
    }
    const all = new Set(['open', 'waiting', 'done'] as const);
    if (tree === 'done' || tree === 'waiting') return name === tree;
    return value(parseFilter(tree, berlin, { states: all })).matches(todos[name] ?? todo(), moment);
  };

  test('not, and, or mean what logic means, whichever states are named', () => {
    fc.assert(
      fc.property(tree, (tree) => {
        const states = new Set(['open', 'waiting', 'done'] as const);
        const expected = Object.keys(todos).filter((name) => name !== 'removed' && holds(tree, name));
        expect(chosen(written(tree), { states })).toBe(expected.join(' '));
      }),
    );
  });
});

test('100,000 todos are asked fast enough for every keystroke', () => {
  const many = Array.from({ length: 100_000 }, (_, index) =>
    todo({
      n: index + 1,
      title: `Todo number ${index} about the garden`,
      tags: index % 3 === 0 ? ['home'] : [],
      due: '2026-11-18',
    }),
  );
  const filter = value(parseFilter('number 99 (+home or garden) due.before:fri not overdue', berlin));
  const fastest = (pass: () => number) => {
    const times = Array.from({ length: 5 }, () => {
      const start = performance.now();
      expect(pass()).toBeGreaterThan(1_000);
      return performance.now() - start;
    });
    return Math.min(...times);
  };
  const asked = fastest(() => many.filter((each) => filter.matches(each, moment)).length);
  const folded = fastest(() => many.filter((each) => foldCase(each.title).includes('number')).length);
  // Twice or thrice the least there is to do, whatever the machine; a date parsed or a pattern built for each is far beyond.
  expect(asked / folded).toBeLessThan(8);
});
