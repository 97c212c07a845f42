/** Dates as people write and read them: `tomorrow`, `fri`, `3d`, `17:00`; read once, in the reader's zone. */
import { whenSchema } from '../todo.ts';
import {
  addDays,
  addMonths,
  daysBetween,
  endOfMonth,
  instantAt,
  instantText,
  wallClock,
  weekdayOf,
} from './localTime.ts';

/** The moment at which something is read, and where its reader is. */
export interface WhenContext {
  readonly now: Date;
  /** A zone such as `Europe/Berlin`; without it, the zone of this process. An unknown one throws a RangeError. */
  readonly timeZone?: string;
}

/** The moment as stored dates are compared with it: see {@link clock}. */
export interface Clock {
  /** The instant, to the second, as instants are stored: `2026-12-01T16:00:00Z`. */
  readonly now: string;
  /** The day in the reader's zone: `2026-12-01`. */
  readonly today: string;
}

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function isWhen(value: string): boolean {
  return whenSchema.safeParse(value).success;
}

/** What the clock says: made once for a pass over many todos, then given to `stateOf`, `isPast` and filters. */
export function clock({ now, timeZone }: WhenContext): Clock {
  return { now: instantText(now.getTime()), today: wallClock(now.getTime(), timeZone).slice(0, 10) };
}

/**
 * Reads a date (`2026-12-01`, `today`, `fri`, `eom`, `3d`, `1mo` …: a day, the same for everyone) or an instant
 * (`17:00`, `2h`, `2026-12-01T17:00`, with or without an offset). Answers in the form that is stored, or null.
 */
export function parseWhen(text: string, context: WhenContext): string | null {
  const word = text.toLowerCase();
  const value = readDay(word, clock(context).today) ?? readInstant(word, context);
  // The last word belongs to the schema: no 30 February, no year 10000.
  return value !== null && isWhen(value) ? value : null;
}

function readDay(word: string, today: string): string | null {
  if (/^[1-9]\d{3}-\d\d-\d\d$/.test(word)) return word;
  const [, count, unit] = /^(\d{1,4})(d|w|mo|y)$/.exec(word) ?? [];
  if (unit === 'd') return addDays(today, Number(count));
  if (unit === 'w') return addDays(today, 7 * Number(count));
  if (unit === 'mo') return addMonths(today, Number(count));
  if (unit === 'y') return addMonths(today, 12 * Number(count));
  if (word === 'today') return today;
  if (word === 'tomorrow') return addDays(today, 1);
  if (word === 'eow') return addDays(today, (7 - weekdayOf(today)) % 7);
  if (word === 'eom') return endOfMonth(today);
  const weekday = WEEKDAYS.findIndex((name) => [name, name.slice(0, 3)].some((known) => known.toLowerCase() === word));
  return weekday === -1 ? null : addDays(today, ((weekday - weekdayOf(today) + 6) % 7) + 1);
}

function readInstant(word: string, context: WhenContext): string | null {
  const { now, timeZone } = context;
  const [, count, unit] = /^(\d{1,5})(min|h)$/.exec(word) ?? [];
  if (count !== undefined) return instantText(now.getTime() + Number(count) * (unit === 'h' ? 3_600_000 : 60_000));

  if (/^\d{1,2}:\d\d$/.test(word)) {
    const time = word.padStart(5, '0');
    const { today } = clock(context);
    if (!isWhen(`${today}T${time}:00Z`)) return null;
    const instants = [today, addDays(today, 1)].map((day) => instantAt(day, time, timeZone));
    const next = instants.find((instant) => instant > now.getTime());
    return next === undefined ? null : instantText(next);
  }

  const [, day, hours, seconds = ':00', zone] =
    /^([1-9]\d{3}-\d\d-\d\d)t(\d\d:\d\d)(:\d\d)?(?:\.\d+)?(z|[+-]\d\d:?\d\d)?$/.exec(word) ?? [];
  if (day === undefined || !isWhen(`${day}T${hours}${seconds}Z`)) return null;
  if (zone === undefined) return instantText(instantAt(day, `${hours}${seconds}`, timeZone));
  const time = Date.parse(`${day}T${hours}${seconds}${zone.toUpperCase().replace(/(\d\d)(\d\d)$/, '$1:$2')}`);
  return Number.isNaN(time) ? null : instantText(time);
}

/** The day, in the reader's zone, of a date or an instant. */
function dayOf(value: string, timeZone: string | undefined): string {
  return value.length === 10 ? value : wallClock(Date.parse(value), timeZone).slice(0, 10);
}

/**
 * A stored date or instant as a person says it: `today`, `tomorrow`, `yesterday`, `Fri` up to six days ahead, else
 * `1 Dec`, with the year where it is another; an instant also with its time, `Fri 17:00`. What is neither comes back as
 * it is: show it through `sanitise`.
 */
export function formatWhen(value: string, context: WhenContext): string {
  if (!isWhen(value)) return value;
  const { today } = clock(context);
  if (value.length === 10) return dayName(value, today);
  const shown = wallClock(Date.parse(value), context.timeZone);
  return `${dayName(shown.slice(0, -9), today)} ${shown.slice(-8, -3)}`;
}

function dayName(day: string, today: string): string {
  const ahead = daysBetween(today, day);
  if (ahead === 0) return 'today';
  if (ahead === 1) return 'tomorrow';
  if (ahead === -1) return 'yesterday';
  if (ahead > 1 && ahead <= 6) return (WEEKDAYS[weekdayOf(day)] ?? '').slice(0, 3);
  const [year, month, date] = day.split('-');
  const name = `${Number(date)} ${MONTHS[Number(month) - 1]}`;
  return year === today.slice(0, 4) ? name : `${name} ${year}`;
}

/** Whether a stored date or instant has passed: a date from the next day on, an instant from the next second on. */
export function isPast(value: string, { now, today }: Clock): boolean {
  return value < (value.length === 10 ? today : now);
}

/** Whether something due then is overdue for its reader. For many todos: {@link isPast} with one clock. */
export function isOverdue(value: string, context: WhenContext): boolean {
  return isPast(value, clock(context));
}

/** Whether a stored date or instant falls on the reader's today. */
export function isToday(value: string, context: WhenContext): boolean {
  return isWhen(value) && dayOf(value, context.timeZone) === clock(context).today;
}
