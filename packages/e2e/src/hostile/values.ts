/** Values that nobody should send, as texts of JSON: what cannot be said in JavaScript can be said in its text. */
import { limits } from '@tock/shared';
import type { Chance } from '../chance.ts';

/** A member of an object as text, its key and its value. Keys may come twice. */
export type Member = readonly [key: string, value: string];

/** An object as text. */
export function object(members: readonly Member[]): string {
  return `{${members.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(',')}}`;
}

/** Arrays in arrays, or objects in objects. */
function nested(depth: number, inObjects: boolean): string {
  return inObjects ? `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}` : `${'['.repeat(depth)}${']'.repeat(depth)}`;
}

/** An array of the same value, so many times. */
export function repeated(value: string, times: number): string {
  return `[${Array.from({ length: times }, () => value).join(',')}]`;
}

const PRIMITIVES = ['null', 'true', 'false', '0', '-0', '1', '-1', '1.5', '""', '" "', '[]', '{}', '[[]]', '[null]'];
const NUMBERS = ['1e400', '-1e400', '1e-400', '9007199254740993', '18446744073709551616', '0.1e1', '1E+2', '-0.0'];
/** Texts that are escaped in JSON: no UTF-8 at all, or what a terminal would obey, or what looks like something else. */
const TEXTS = [
  '"\\ud800"',
  '"\\udc00\\ud800"',
  '"a\\ud800b"',
  '"\\u0000"',
  '"\\u001b]52;c;aGk=\\u0007"',
  '"\\u009b31m"',
  '"\\u202egnp.exe"',
  '"\\u2028\\u2029"',
  '"line\\nline"',
  '"\\ufeff"',
  '"../../../etc/passwd"',
  '"%00"',
  '"NaN"',
  '"Infinity"',
  '"[object Object]"',
  '"tock_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"',
  `"${'\u0301'.repeat(5_000)}"`,
  `"${'👩‍👩‍👧‍👦'.repeat(500)}"`,
];
/** Names that an object has without anybody having put them there. */
export const INHERITED = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
  'then',
  'toJSON',
];
const OBJECTS = [
  '{"__proto__":{"ok":true,"admin":true}}',
  '{"constructor":{"prototype":{"ok":true}}}',
  '{"then":"x"}',
  '{"then":{"call":1}}',
  '{"toString":1,"valueOf":1}',
  '{"toJSON":"x"}',
  '{"length":4294967296}',
  '{"0":"a","1":"b","length":2}',
  '{"_placeholder":true,"num":0}',
  '{"_placeholder":true,"num":-1}',
  '{"base64":true,"data":"AAAA"}',
  '{"type":"Buffer","data":[1,2,3]}',
  '{"$ne":null}',
  '{"ok":true,"value":{}}',
];

/** Large ones are rare: a million frames have to fit through. */
const large: readonly ((chance: Chance) => string)[] = [
  (chance) => nested(chance.whole(1_000, 8_000), chance.happens(0.5)),
  (chance) => nested(100_000, chance.happens(0.5)),
  () => `"${'x'.repeat(1024 * 1024)}"`,
  () => `"${'\\u0000'.repeat(100_000)}"`,
  () => `"${'é'.repeat(200_000)}"`,
  () => repeated('"1"', limits.references),
  () => repeated('null', limits.references + 1),
  () => repeated('{"title":"x"}', limits.batchChanges + 1),
  () => repeated('[]', 200_000),
  () => object(Array.from({ length: 20_000 }, (_, index): Member => [`key${index}`, '1'])),
];
/** How often a hostile value is a large one. */
const LARGE = 1 / 2_000;

/** Any hostile value. */
export function hostileValue(chance: Chance): string {
  if (chance.happens(LARGE)) return chance.one(large)(chance);
  const kinds: readonly (() => string)[] = [
    () => chance.one(PRIMITIVES),
    () => chance.one(NUMBERS),
    () => chance.one(TEXTS),
    () => chance.one(OBJECTS),
    () => JSON.stringify(chance.one(INHERITED)),
    () => `"${'x'.repeat(chance.whole(1, 2_000))}"`,
    () => repeated(hostileValue(chance), chance.whole(0, 5)),
    () => object([[chance.one(INHERITED), hostileValue(chance)]]),
    () => nested(chance.whole(2, 60), chance.happens(0.5)),
  ];
  return chance.one(kinds)();
}
