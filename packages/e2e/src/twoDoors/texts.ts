/** What people, and those who mean no good, write: titles, words, references, names. */
import type { Chance } from '../chance.ts';

const usual = ['buy milk', 'wax skis', 'call the plumber', 'file taxes', 'a', 'Übung macht den Meister', 'купить хлеб'];
const hostile = [
  '',
  ' ',
  '  buy  milk  ',
  'line\nbreak',
  'tab\there',
  'nul\u0000',
  'escape \u001b[31mred',
  'right to left \u202eevil',
  'line separator\u2028here',
  'lone \ud800 surrogate',
  'zero\u200bwidth',
  '\ufeffmark',
  '👩‍👩‍👧‍👦 family',
  'e\u0301\u0301\u0301 marks',
  'x'.repeat(500),
  'x'.repeat(501),
  '👍🏽'.repeat(500),
  '__proto__',
  'constructor',
  '<script>alert(1)</script>',
  '"quoted" and \\ back',
  "'; drop table todos; --",
  '%00%0d%0aset-cookie: a=b',
  '{"title":"json"}',
  '+home due:fri pri:A',
  'due:tomorrow',
  'null',
  '0',
  '\u0085next line',
];

export function title(chance: Chance): string {
  if (chance.happens(0.75)) return `${chance.one(usual)} ${chance.whole(1, 999)}`;
  return chance.one(hostile);
}

/** Words of a line, as a person types them to add or to edit. */
export function words(chance: Chance): string {
  const some = [
    () => chance.one(usual),
    () => chance.one(['+home', '+work', '@phone', '-+home', '-@phone', '+Café', '+bad!tag']),
    () => chance.one(['due:2026-12-04', 'due:', 'due:2026-02-30', 'wait:2027-01-01', 'due:2026-12-04T16:00Z']),
    () => chance.one(['pri:A', 'pri:high', 'pri:', 'pri:zz']),
    () => chance.one(['for:ana', 'for:bo', 'for:nobody', 'for:']),
    () => chance.one(hostile).replaceAll('\n', ' '),
    () => '-- +not a tag',
  ];
  return Array.from({ length: chance.whole(1, 4) }, (_, index) =>
    index === 0 && chance.happens(0.8) ? chance.one(usual) : chance.one(some)(),
  ).join(' ');
}

/** What names no todo, or only by accident. */
export function oddReference(chance: Chance): string {
  return chance.one([
    '0',
    '007',
    '-1',
    '1e1',
    '99999',
    'bbbb',
    'zz',
    'a/b',
    '%2F',
    '?x=1',
    '#1',
    ' 1',
    '１',
    'undefined',
    '__proto__',
    'x'.repeat(65),
  ]);
}

export function oddList(chance: Chance): string {
  return chance.one([
    'secrets',
    'bo/secrets',
    'cccccccccccc',
    'nope',
    'ana/nope',
    '/',
    'a/b/c',
    '%',
    'INBOX',
    'in box',
    '__proto__',
    'ínbox',
    '?',
  ]);
}

export function listName(chance: Chance, mark: string): string {
  if (chance.happens(0.75)) return `${chance.one(['work', 'Work', 'home', 'garden'])} ${mark}`;
  return chance.one([
    'inbox',
    'a/b',
    ' padded',
    '',
    'new\nline',
    'x'.repeat(101),
    'secrets',
    '\u202elist',
    '?',
    `100% ${mark}`,
  ]);
}
