/** The words of a filter: brackets, phrases in quotes, `key:value`, and plain words. */
import { limits } from '../limits.ts';
import { failure, type Outcome, success } from '../outcome.ts';
import { quoted } from './values.ts';

const KEYS = ['title', 'pri', 'due', 'due.before', 'due.after', 'for', 'by', 'list', 'view'] as const;

/** A key that a filter knows; any other `key:value` is a plain word. */
export type FilterKey = (typeof KEYS)[number];

/** One word of a filter. */
export interface FilterWord {
  readonly kind: '(' | ')' | 'phrase' | 'word';
  /** As typed, for messages. */
  readonly text: string;
  readonly key: FilterKey | null;
  /** What stands behind the key, or all of it; without quotes. */
  readonly value: string;
}

/** A bracket, or a phrase in quotes (with or without a key), or a run of anything else. */
const WORD = /([()])|((?:[a-z.]+:)?"([^"]*)")|[^\s()]+/g;

/** Splits a filter. Brackets are brackets wherever they stand outside of quotes. */
export function splitFilter(text: string): Outcome<FilterWord[]> {
  const words: FilterWord[] = [];
  for (const [whole, bracket, phrase, inside] of text.matchAll(WORD)) {
    if (words.length === limits.filterWords) {
      return failure('invalid', `the filter has more than ${limits.filterWords} words`, 'use fewer');
    }
    const key = KEYS.find((known) => whole.startsWith(`${known}:`)) ?? null;
    const value = key === null ? whole : whole.slice(key.length + 1);
    if (bracket === '(' || bracket === ')') {
      words.push({ kind: bracket, text: whole, key: null, value: whole });
    } else if (phrase !== undefined && inside !== undefined && value.startsWith('"')) {
      words.push({ kind: 'phrase', text: whole, key, value: inside });
    } else if (value.startsWith('"')) {
      return failure('invalid', `the phrase ${quoted(whole)} is not closed`, 'end it with a second "');
    } else {
      words.push({ kind: 'word', text: whole, key, value });
    }
  }
  return success(words);
}
