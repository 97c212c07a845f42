/** Quick-add and edit: what is read leaves the title, everything else stays. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseEdit, parseQuickAdd, requestSchemas, titleFromLine, tokens } from '../src/index.ts';
import { anyText, berlin, problem, value } from './samples.ts';

const added = (text: string) => value(parseQuickAdd(text, berlin));
const edited = (text: string) => value(parseEdit(text, berlin));

describe('a new todo', () => {
  test.each([
    ['buy milk', { title: 'buy milk' }],
    ['  buy   oat  milk ', { title: 'buy   oat  milk' }],
    ['buy +home milk', { title: 'buy milk', tags: ['home'] }],
    ['buy  +home  milk', { title: 'buy milk', tags: ['home'] }],
    ['+home call @phone', { title: 'call', tags: ['home', '@phone'] }],
    ['x +Home +HOME +home', { title: 'x', tags: ['Home'] }],
    ['x +Café +CAFE\u0301', { title: 'x', tags: ['Café'] }],
    ['x +a.b-c_d9', { title: 'x', tags: ['a.b-c_d9'] }],
    ['x +日本', { title: 'x', tags: ['日本'] }],
    ['x +1 c++ + @ @1 a@b.example -+y -@z', { title: 'x +1 c++ + @ @1 a@b.example -+y -@z' }],
    ['x pri:high', { title: 'x', pri: 'A' }],
    ['x pri:med', { title: 'x', pri: 'B' }],
    ['x pri:low', { title: 'x', pri: 'C' }],
    ['x pri:Q', { title: 'x', pri: 'Q' }],
    ['x pri:q', { title: 'x', pri: 'Q' }],
    ['x !high', { title: 'x', pri: 'A' }],
    ['x !low !urgent !', { title: 'x !urgent !', pri: 'C' }],
    ['(B) x', { title: 'x', pri: 'B' }],
    ['x (B)', { title: 'x (B)' }],
    ['(b) (AB) x', { title: '(b) (AB) x' }],
    ['x pri:A pri:B', { title: 'x', pri: 'B' }],
    ['x due:2026-12-01', { title: 'x', due: '2026-12-01' }],
    ['x due:17:00 wait:tomorrow', { title: 'x', due: '2026-11-18T16:00:00Z', wait: '2026-11-19' }],
    ['x for:bo', { title: 'x', for: 'bo' }],
    ['x for:Bo', { title: 'x', for: 'bo' }],
    ['read https://x.example/due:y +web', { title: 'read https://x.example/due:y', tags: ['web'] }],
    ['x key:value Due:never foo:', { title: 'x key:value Due:never foo:' }],
    ['x -- +home due:never', { title: 'x +home due:never' }],
    ['-- (A)  !high', { title: '(A)  !high' }],
    ['+home -- +work', { title: '+work', tags: ['home'] }],
    ['x -- -- y', { title: 'x -- y' }],
    ['x --y ---', { title: 'x --y ---' }],
    ['x\u00a0+home', { title: 'x\u00a0+home' }],
  ])('%j', (text, todo) => {
    expect(added(text)).toStrictEqual({ todo, list: null });
  });

  test('a list is named beside the todo', () => {
    expect(added('x list:ana/groceries')).toStrictEqual({ todo: { title: 'x' }, list: 'ana/groceries' });
  });

  test.each([
    ['', 'the title is empty'],
    ['+home', 'the title is empty'],
    ['--', 'the title is empty'],
    ['x due:', '"due:" is not a date or time'],
    ['x due:someday', '"due:someday" is not a date or time'],
    ['x wait:2026-02-30', '"wait:2026-02-30" is not a date or time'],
    ['x pri:', '"pri:" is not a priority'],
    ['x pri:AA', '"pri:AA" is not a priority'],
    ['x pri:ß', '"pri:ß" is not a priority'],
    ['x for:', '"for:" names no person'],
    ['x for:a/b', '"for:a/b" names no person'],
    ['x list:', '"list:" names no list'],
    ['x rec:1w', 'todos that repeat are not supported yet: "rec:1w"'],
    ['x\ny', 'the title has a control character'],
    ['x\u202ey', 'the title has a mark that reverses the order of text'],
    [`x +${'a'.repeat(65)}`, `the tag "+${'a'.repeat(38)}…" is longer than 64 characters`],
    [`x ${Array.from({ length: 65 }, (_, index) => `+t${index}`).join(' ')}`, 'there are more than 64 tags'],
    ['x'.repeat(501), 'the title is longer than 500 characters'],
  ])('%j is invalid', (text, message) => {
    expect(problem(parseQuickAdd(text, berlin))).toMatchObject({ code: 'invalid', message, hint: expect.any(String) });
  });

  test('the way out is named with every known key that cannot be read', () => {
    for (const text of ['x due:y', 'x pri:y!', 'x for:!', 'x list:', 'x rec:y']) {
      expect(problem(parseQuickAdd(text, berlin)).hint).toContain('after -- everything is title');
    }
  });
});

describe('an edit', () => {
  test.each([
    ['buy bread', { set: { title: 'buy bread' } }],
    ['due:', { set: { due: null } }],
    ['pri: wait: for:', { set: { pri: null, wait: null, for: null } }],
    ['due: due:tomorrow', { set: { due: '2026-11-19' } }],
    ['-+home -@phone +work', { set: {}, addTags: ['work'], removeTags: ['home', '@phone'] }],
    ['+home -+HOME', { set: {}, removeTags: ['home'] }],
    ['-+home +home', { set: {}, addTags: ['home'] }],
    ['(A) bread +x', { set: { title: 'bread', pri: 'A' }, addTags: ['x'] }],
    ['-- -+home', { set: { title: '-+home' } }],
  ])('%j', (text, edit) => {
    expect(edited(text)).toStrictEqual(edit);
  });

  test.each([
    ['', 'nothing is said to change'],
    ['--', 'nothing is said to change'],
    ['list:other', 'an edit leaves a todo in its list'],
    ['due:x', '"due:x" is not a date or time'],
    ['rec:', 'todos that repeat are not supported yet: "rec:"'],
  ])('%j is invalid', (text, message) => {
    expect(problem(parseEdit(text, berlin))).toMatchObject({ code: 'invalid', message });
  });
});

describe('tokens', () => {
  test('are where they stand in the text, whatever the spaces', () => {
    const text = '  (A) pay  +home @bank due:fri wait:x for:bo list:l rec:1w rent -- +not';
    const shown = tokens(text, berlin).map(({ start, end, kind }) => [text.slice(start, end), kind]);
    expect(shown).toStrictEqual([
      ['(A)', 'pri'],
      ['+home', 'tag'],
      ['@bank', 'tag'],
      ['due:fri', 'due'],
      ['wait:x', 'invalid'],
      ['for:bo', 'for'],
      ['list:l', 'list'],
      ['rec:1w', 'invalid'],
    ]);
  });

  test('of an edit know how to clear and to remove', () => {
    expect(tokens('due: -+home', berlin, 'edit').map(({ kind }) => kind)).toStrictEqual(['due', 'tag']);
    expect(tokens('due: -+home', berlin).map(({ kind }) => kind)).toStrictEqual(['invalid']);
  });
});

describe('properties', () => {
  const word = fc.oneof(
    fc.constantFrom(
      'buy',
      'milk',
      '+home',
      '@phone',
      'pri:high',
      '!low',
      'due:fri',
      'wait:2d',
      'for:bo',
      'list:l',
      '(A)',
    ),
    fc.constantFrom('https://x.example', 'a:b', '+1', '-+x', '日本', 'due', 'for'),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }),
  );
  const line = fc.array(word, { maxLength: 12 }).map((words) => words.join(' '));

  test('what is left out of the title is what was read', () => {
    fc.assert(
      fc.property(line, (text) => {
        const outcome = parseQuickAdd(text, berlin);
        fc.pre(outcome.ok && !text.split(' ').includes('--'));
        const spans = tokens(text.trim(), berlin);
        let rest = text.trim();
        for (const { start, end } of spans.toReversed()) rest = `${rest.slice(0, start)} ${rest.slice(end)}`;
        const words = (title: string) => title.split(' ').filter((each) => each !== '');
        expect(words(value(outcome).todo.title)).toStrictEqual(words(rest));
      }),
    );
  });

  test('what is added and edited fits the request, and nothing throws', () => {
    fc.assert(
      fc.property(fc.oneof(line, anyText), (text) => {
        const add = parseQuickAdd(text, berlin);
        if (add.ok) requestSchemas['todo:add'].parse({ op: 'op', list: 'l', todos: [add.value.todo] });
        const edit = parseEdit(text, berlin);
        if (edit.ok) requestSchemas['todo:edit'].parse({ op: 'op', list: 'l', todo: '1', ...edit.value });
      }),
    );
  });

  test('after -- a fit title comes back as it is', () => {
    fc.assert(
      fc.property(line, (text) => {
        const outcome = parseQuickAdd(`-- ${text}`, berlin);
        fc.pre(outcome.ok);
        expect(value(outcome)).toStrictEqual({ todo: { title: text.trim() }, list: null });
      }),
    );
  });
});

describe('a line of stdin', () => {
  test.each([
    ['buy milk', 'buy milk'],
    ['\tbuy\tmilk\r', 'buy milk'],
    [' +home due:x ', '+home due:x'],
    [' \t ', null],
    ['', null],
  ])('%j', (line, title) => {
    expect(titleFromLine(line)).toBe(title);
  });
});
