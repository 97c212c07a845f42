/** What may stand behind the sigils and keys that quick-add and filters share: tags, priorities, dates, people. */
import { limits } from '../limits.ts';
import { failure, type Outcome, success } from '../outcome.ts';
import { personSchema } from '../todo.ts';
import { parseWhen, type WhenContext } from './when.ts';

/** A tag as it was typed. */
export interface TypedTag {
  /** As stored: `+home` is "home", `@phone` is "@phone". */
  readonly tag: string;
  /** Written with a minus before it. */
  readonly minus: boolean;
}

const TAG = /^(-?)(?:\+|(@))(\p{L}[\p{L}\p{M}\p{N}_.-]*)$/u;
const WORDED: ReadonlyMap<string, string> = new Map([
  ['high', 'A'],
  ['med', 'B'],
  ['low', 'C'],
]);

/** A piece of what was typed, short enough for a message. */
export function quoted(piece: string): string {
  const characters = Array.from(piece.slice(0, 100));
  return characters.length > 40 ? `"${characters.slice(0, 39).join('')}…"` : `"${piece}"`;
}

/** Reads `+tag`, `@tag`, `-+tag` or `-@tag`; null when it is none of them. */
export function readTag(word: string): Outcome<TypedTag> | null {
  const [, minus, at = '', name] = TAG.exec(word) ?? [];
  if (name === undefined) return null;
  const tag = `${at}${name}`;
  if (tag.length > limits.tagLength) {
    return failure('invalid', `the tag ${quoted(word)} is longer than ${limits.tagLength} characters`, 'shorten it');
  }
  return success({ tag, minus: minus === '-' });
}

/** Reads a priority: `high`, `med`, `low` are A, B, C; else one letter. */
export function readPriority(key: string, value: string): Outcome<string> {
  const priority = WORDED.get(value.toLowerCase()) ?? value.toUpperCase();
  if (/^[A-Z]$/.test(priority)) return success(priority);
  return failure('invalid', `${quoted(`${key}:${value}`)} is not a priority`, `write ${key}:high, med, low or A to Z`);
}

/** Reads a date or an instant, into the form that is stored. */
export function readWhen(key: string, value: string, context: WhenContext): Outcome<string> {
  const when = parseWhen(value, context);
  if (when !== null) return success(when);
  const message = `${quoted(`${key}:${value}`)} is not a date or time`;
  return failure('invalid', message, `write ${key}:tomorrow, ${key}:fri, ${key}:17:00 or ${key}:2026-12-01`);
}

/** Reads the name of a person. */
export function readPerson(key: string, value: string): Outcome<string> {
  const person = value.toLowerCase();
  if (personSchema.safeParse(person).success) return success(person);
  return failure('invalid', `${quoted(`${key}:${value}`)} names no person`, `write a name, as in ${key}:ana`);
}
