/** The words of quick-add, one by one: where each stands and what it says. */
import type { Outcome, Problem } from '../outcome.ts';
import { quoted, readPerson, readPriority, readTag, readWhen } from './values.ts';
import type { WhenContext } from './when.ts';

/** Which verb reads: only `edit` knows how to clear and to remove. */
export type QuickAddVerb = 'add' | 'edit';

/** A run of what is not a space; `start` and `end` are offsets into the text, in UTF-16 units. */
interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** What a word says. `title` is everything that says nothing else; a null value clears the field. */
type Reading =
  | { kind: 'title' }
  | { kind: 'tag'; tag: string; minus: boolean }
  | { kind: 'pri' | 'due' | 'wait' | 'for'; value: string | null }
  | { kind: 'list'; value: string }
  | { kind: 'invalid'; problem: Problem };

/** A word with what it says. */
export interface ReadWord {
  readonly word: Word;
  readonly reading: Reading;
}

const TITLE: Reading = { kind: 'title' };

/** The words of a text before a `--`, with what each says, and where what follows the `--` begins (all of it is title). */
export function readWords(
  text: string,
  context: WhenContext,
  verb: QuickAddVerb,
): { words: ReadWord[]; titleFrom: number } {
  const words: ReadWord[] = [];
  for (const match of text.matchAll(/[^ ]+/g)) {
    const word = { text: match[0], start: match.index, end: match.index + match[0].length };
    if (word.text === '--') return { words, titleFrom: word.end };
    words.push({ word, reading: readWord(word.text, words.length === 0, context, verb) });
  }
  return { words, titleFrom: text.length };
}

function readWord(text: string, first: boolean, context: WhenContext, verb: QuickAddVerb): Reading {
  if (first && /^\([A-Z]\)$/.test(text)) return { kind: 'pri', value: text.charAt(1) };
  if (/^!(high|med|low)$/.test(text)) return readingOf('pri', readPriority('pri', text.slice(1)));
  const tag = readTag(text);
  if (tag !== null) {
    if (!tag.ok) return unreadable(tag.problem.message, tag.problem.hint);
    return tag.value.minus && verb === 'add' ? TITLE : { kind: 'tag', ...tag.value };
  }
  const [, key, value = ''] = /^(pri|due|wait|for|list|rec):(.*)$/s.exec(text) ?? [];
  return key === undefined ? TITLE : readKey(key, value, context, verb);
}

function readKey(key: string, value: string, context: WhenContext, verb: QuickAddVerb): Reading {
  const clears = value === '' && verb === 'edit';
  switch (key) {
    case 'pri':
      return clears ? { kind: key, value: null } : readingOf(key, readPriority(key, value));
    case 'due':
    case 'wait':
      return clears ? { kind: key, value: null } : readingOf(key, readWhen(key, value, context));
    case 'for':
      return clears ? { kind: key, value: null } : readingOf(key, readPerson(key, value));
    case 'list':
      if (verb === 'edit') return unreadable('an edit leaves a todo in its list', 'move it with mv');
      if (value === '') return unreadable('"list:" names no list', 'write a name, as in list:groceries');
      return { kind: 'list', value };
    default:
      return unreadable(`todos that repeat are not supported yet: ${quoted(`${key}:${value}`)}`, 'leave it out');
  }
}

/** A value read, or why it cannot be. */
function readingOf(kind: 'pri' | 'due' | 'wait' | 'for', outcome: Outcome<string>): Reading {
  return outcome.ok ? { kind, value: outcome.value } : unreadable(outcome.problem.message, outcome.problem.hint);
}

/** What cannot be read, with the way out that only quick-add has. */
function unreadable(message: string, hint = 'write another value'): Reading {
  return { kind: 'invalid', problem: { code: 'invalid', message, hint: `${hint}; after -- everything is title` } };
}

/** A stretch of quick-add that is not title, in UTF-16 units of the text; `invalid` is a known key that cannot be read. */
export interface Token {
  readonly start: number;
  readonly end: number;
  readonly kind: Exclude<Reading['kind'], 'title'>;
}

/** What of a text is read as something else than title, in its order: for showing it while it is typed. */
export function tokens(text: string, context: WhenContext, verb: QuickAddVerb = 'add'): Token[] {
  return readWords(text, context, verb).words.flatMap(({ word: { start, end }, reading: { kind } }) =>
    kind === 'title' ? [] : [{ start, end, kind }],
  );
}
