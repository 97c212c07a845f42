/** Quick-add: one line of words becomes a new todo, or an edit of one. */
import { limits } from '../limits.ts';
import { failure, type Outcome, success } from '../outcome.ts';
import type { NewTodo, RequestOf } from '../requests.ts';
import { foldCase, titleProblem } from '../text.ts';
import type { WhenContext } from './when.ts';
import { type QuickAddVerb, type ReadWord, readWords } from './words.ts';

export { type QuickAddVerb, type Token, tokens } from './words.ts';

/** What a line asks to add, and the list it names, if it names one. */
export interface QuickAdd {
  todo: NewTodo;
  list: string | null;
}

/** What a line asks to change: spread it into a `todo:edit` request. Only what was said is present. */
export type QuickEdit = Pick<RequestOf<'todo:edit'>, 'set' | 'addTags' | 'removeTags'>;

interface Gathered {
  title: string;
  fields: Pick<QuickEdit['set'], 'pri' | 'due' | 'wait' | 'for'>;
  /** By folded spelling: the first spelling, and what the last word about it said. */
  tags: Map<string, { tag: string; minus: boolean }>;
  list: string | null;
}

function gather(text: string, context: WhenContext, verb: QuickAddVerb): Outcome<Gathered> {
  const line = text.trim();
  const { words, titleFrom } = readWords(line, context, verb);
  const gathered: Gathered = { title: titleOf(line, words, titleFrom), fields: {}, tags: new Map(), list: null };
  for (const { reading } of words) {
    switch (reading.kind) {
      case 'title':
        break;
      case 'invalid':
        return { ok: false, problem: reading.problem };
      case 'list':
        gathered.list = reading.value;
        break;
      case 'tag': {
        const key = foldCase(reading.tag);
        gathered.tags.set(key, { tag: gathered.tags.get(key)?.tag ?? reading.tag, minus: reading.minus });
        break;
      }
      default:
        gathered.fields[reading.kind] = reading.value;
    }
  }
  if (gathered.tags.size > limits.tags) {
    return failure('invalid', `there are more than ${limits.tags} tags`, 'use fewer');
  }
  return success(gathered);
}

/** The words that say nothing else: spaced as typed, but for one space where something between them was read. */
function titleOf(line: string, words: readonly ReadWord[], titleFrom: number): string {
  let title = '';
  let end: number | null = null;
  for (const { word, reading } of words) {
    if (reading.kind !== 'title') {
      end = null;
    } else {
      title += `${end === null ? ' ' : line.slice(end, word.start)}${word.text}`;
      end = word.end;
    }
  }
  return `${title.trim()} ${line.slice(titleFrom).trim()}`.trim();
}

/** What a title may be, for whoever wrote one that is none. */
const titleHint = `a title is one line of plain text, at most ${limits.titleGraphemes} characters`;

/**
 * Reads a new todo: tags, priority, dates, person and list leave the title; unknown words and keys stay in it. `invalid`
 * when a known key has a value that cannot be read, or no fit title remains.
 */
export function parseQuickAdd(text: string, context: WhenContext): Outcome<QuickAdd> {
  const gathered = gather(text, context, 'add');
  if (!gathered.ok) return gathered;
  const { title, fields, tags, list } = gathered.value;
  const problem = titleProblem(title);
  if (problem !== null) {
    return failure('invalid', problem, title === '' ? 'write what is to be done' : titleHint);
  }
  const named = Array.from(tags.values(), ({ tag }) => tag);
  return success({ todo: { title, ...fields, ...(named.length === 0 ? {} : { tags: named }) }, list });
}

/**
 * Reads an edit: the words of the title, if there are any, replace it; `due:` and its like clear; `-+tag` and `-@tag`
 * remove. `invalid` as in {@link parseQuickAdd}, and when nothing is said.
 */
export function parseEdit(text: string, context: WhenContext): Outcome<QuickEdit> {
  const gathered = gather(text, context, 'edit');
  if (!gathered.ok) return gathered;
  const { title, fields, tags } = gathered.value;
  const problem = title === '' ? null : titleProblem(title);
  if (problem !== null) return failure('invalid', problem, titleHint);
  const set = title === '' ? fields : { title, ...fields };
  const named = (minus: boolean) => [...tags.values()].filter((tag) => tag.minus === minus).map(({ tag }) => tag);
  const [addTags, removeTags] = [named(false), named(true)];
  if (Object.keys(set).length + tags.size === 0) {
    return failure('invalid', 'nothing is said to change', 'write a title, +tag, -+tag, due:WHEN, or due: to clear it');
  }
  return success({
    set,
    ...(addTags.length === 0 ? {} : { addTags }),
    ...(removeTags.length === 0 ? {} : { removeTags }),
  });
}

/** The title in one line of a file or a pipe, as it stands: a tab is a space, the ends are trimmed; null when blank. */
export function titleFromLine(line: string): string | null {
  const title = line.replaceAll('\t', ' ').trim();
  return title === '' ? null : title;
}
