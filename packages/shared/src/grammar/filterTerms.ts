/** What one word of a filter asks of a todo. */
import { failure, type Outcome, success } from '../outcome.ts';
import { foldCase } from '../text.ts';
import type { TodoState } from '../todo.ts';
import { inState, not, type Part, STATES, where } from './filterPart.ts';
import type { FilterKey, FilterWord } from './filterWords.ts';
import { addDays, instantAt, instantText, wallClock } from './localTime.ts';
import { quoted, readPerson, readPriority, readTag, readWhen } from './values.ts';
import { isPast, type WhenContext } from './when.ts';

type TermReader = (value: string, context: WhenContext) => Outcome<Part>;

/** The keys that ask something of a todo; an empty `pri:`, `due:` or `for:` asks that it has none. */
const keyed: Record<Exclude<FilterKey, 'list'>, TermReader> = {
  title: (value) => titled(value, `title:${value}`),
  pri: (value) =>
    value === ''
      ? unset('pri')
      : part(
          readPriority('pri', value),
          (pri) =>
            ({ todo }) =>
              todo.pri === pri,
        ),
  for: (value) =>
    value === ''
      ? unset('for')
      : part(
          readPerson('for', value),
          (person) =>
            ({ todo }) =>
              todo.for === person,
        ),
  by: (value) =>
    part(
      readPerson('by', value),
      (person) =>
        ({ todo }) =>
          todo.createdBy === person,
    ),
  due: (value, context) => (value === '' ? unset('due') : due('due', value, context, during)),
  'due.before': (value, context) => due('due.before', value, context, before),
  'due.after': (value, context) => due('due.after', value, context, after),
  view: (value) =>
    failure('invalid', `views are not supported yet: ${quoted(`view:${value}`)}`, 'write the filter itself'),
};

/** Reads one word: what it asks, or why it cannot be read. `list:` is not asked of a todo and not read here. */
export function readTerm(
  word: FilterWord & { key: Exclude<FilterKey, 'list'> | null },
  context: WhenContext,
  options: { minusTag: boolean },
): Outcome<Part> {
  if (word.key !== null) return keyed[word.key](word.value, context);
  if (word.kind === 'phrase') return titled(word.value, word.text);
  const state = stateNamed(word.text);
  if (state !== null) return success(inState(state));
  if (word.text === 'today') return success(dueToday(context.timeZone));
  if (word.text === 'overdue') return success(where(overdue));
  return readTagTerm(word.text, options) ?? titled(word.text, word.text);
}

function stateNamed(word: string): TodoState | null {
  for (const state of STATES) if (state === word) return state;
  return null;
}

function part<T>(value: Outcome<T>, test: (value: T) => Part['test']): Outcome<Part> {
  return value.ok ? success(where(test(value.value))) : value;
}

function unset(field: 'pri' | 'due' | 'for'): Outcome<Part> {
  return success(where(({ todo }) => todo[field] === null));
}

function titled(text: string, typed: string): Outcome<Part> {
  const words = foldCase(text);
  if (words.trim() === '')
    return failure('invalid', `${quoted(typed)} has no words to look for`, 'write some, or leave it out');
  return success(where((subject) => subject.title.includes(words)));
}

function readTagTerm(word: string, { minusTag }: { minusTag: boolean }): Outcome<Part> | null {
  const plain = word.startsWith('-') ? readTag(`-+${word.slice(1)}`) : null;
  if (plain !== null && !minusTag) {
    return failure('invalid', `${quoted(word)} is not a filter here`, `write -+${word.slice(1)}, or put -- before it`);
  }
  const read = readTag(word) ?? plain;
  if (read === null || !read.ok) return read;
  const wanted = foldCase(read.value.tag);
  const tagged = where(({ todo }) => todo.tags.some((tag) => tag === wanted || foldCase(tag) === wanted));
  return success(read.value.minus ? not(tagged) : tagged);
}

/** The stretch of time that a WHEN names: a whole day, or one second. `from` and `to` are instants, `to` is beyond it. */
interface Stretch {
  /** The day in the reader's zone. */
  readonly day: string;
  readonly from: string;
  readonly to: string;
  readonly whole: boolean;
}

function wholeDay(day: string, timeZone: string | undefined): Stretch {
  const [from, to] = [day, addDays(day, 1)].map((start) => instantText(instantAt(start, '00:00', timeZone)));
  return { day, from: from ?? '', to: to ?? '', whole: true };
}

function stretchOf(when: string, timeZone: string | undefined): Stretch {
  if (when.length === 10) return wholeDay(when, timeZone);
  const time = Date.parse(when);
  return { day: wallClock(time, timeZone).slice(0, 10), from: when, to: instantText(time + 1_000), whole: false };
}

const isDay = (value: string) => value.length === 10;
const during = (value: string, { day, from, to, whole }: Stretch) =>
  isDay(value) ? whole && value === day : value >= from && value < to;
const before = (value: string, { day, from }: Stretch) => value < (isDay(value) ? day : from);
const after = (value: string, { day, to }: Stretch) => (isDay(value) ? value > day : value >= to);

/** Compares text with text: no date is parsed for a todo. */
function due(
  key: FilterKey,
  value: string,
  context: WhenContext,
  holds: (value: string, stretch: Stretch) => boolean,
): Outcome<Part> {
  return part(readWhen(key, value, context), (when) => {
    const stretch = stretchOf(when, context.timeZone);
    return ({ todo }) => todo.due !== null && holds(todo.due, stretch);
  });
}

/** Due on the reader's day, whichever that is when a todo is tested: a filter may outlive midnight. */
function dueToday(timeZone: string | undefined): Part {
  let stretch: Stretch | undefined;
  return where(({ todo, clock }) => {
    if (todo.due === null) return false;
    if (stretch?.day !== clock.today) stretch = wholeDay(clock.today, timeZone);
    return during(todo.due, stretch);
  });
}

/** What is done or removed is overdue no more. */
const overdue: Part['test'] = ({ todo, clock }) =>
  todo.due !== null && todo.doneAt === null && todo.removedAt === null && isPast(todo.due, clock);
