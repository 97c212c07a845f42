/** The todos that a call names: all of one list. */
import { failure, foldCase, limits, type Outcome, sanitise, splitReference, success } from '@tock/shared';
import type { Context } from './context.ts';
import { readLines } from './stdin.ts';

/** References into one list. */
export interface Named {
  list: string;
  todos: string[];
}

/** Lines of `tock ls` carry whole titles behind the id. */
const STDIN_BYTES = 64 * 1024 * 1024;

/**
 * The references in the words, or those of stdin when the one word is `-`: there the first tab-separated field of each
 * line counts. `todos` is empty only for an empty stdin.
 */
export async function readReferences(context: Context, words: readonly string[]): Promise<Outcome<Named>> {
  if (!words.includes('-')) return inOneList(words, context.settings.list);
  if (words.length > 1) return failure('invalid', '"-" stands alone', 'name todos, or read them from stdin');
  if (context.io.stdin.isTTY === true)
    context.output.note('reading references from the terminal, one a line; Ctrl-D ends');
  const lines = await readLines(context.io.stdin, { lines: limits.references, bytes: STDIN_BYTES }, firstField);
  if (!lines.ok) return lines;
  return inOneList(
    lines.value.map(({ text }) => text),
    context.settings.list,
  );
}

function firstField(line: string): string | null {
  const field = (line.split('\t', 1)[0] ?? '').trim();
  return field === '' ? null : field;
}

/** Splits references such as `ana/groceries/42`. One call changes one list: two are `invalid`. */
export function inOneList(references: readonly string[], defaultList: string): Outcome<Named> {
  const todos: string[] = [];
  let list: string | null = null;
  for (const reference of references) {
    const split = splitReference(reference);
    const named = split.list ?? defaultList;
    if (list !== null && foldCase(list) !== foldCase(named)) {
      return failure('invalid', `these todos are of two lists, ${list} and ${named}`, 'make one call for each list');
    }
    list ??= named;
    if (split.todo.length > limits.referenceLength) {
      const begins = sanitise(split.todo.slice(0, 20));
      return failure(
        'invalid',
        `"${begins}…" names no todo`,
        'write numbers or ids, one a line for -: as tock ls prints them',
      );
    }
    todos.push(split.todo);
  }
  if (todos.includes('')) return failure('invalid', 'a reference is empty', 'write a number, or an id from tock ls -q');
  return success({ list: list ?? defaultList, todos });
}
