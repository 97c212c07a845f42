/** Moments behind us as people write them: `3d`, `mon`, `17:00`; what `log --since` reads. */
import { addDays, addMonths, instantAt } from './localTime.ts';
import { clock, parseWhen, type WhenContext } from './when.ts';

/**
 * Reads a date, an instant or how long ago, as the instant from which on everything counts: `2026-12-01T16:00:00.000Z`,
 * with the milliseconds, so that the text compares with the moments of commits. A day begins when it does in the reader's
 * zone: `2026-12-01`, `today`, `yesterday`, `mon` (the last one, today if it is one), `3d 2w 1mo 1y` (so long ago).
 * `30min` and `2h` are so long ago to the second; `17:00` is the last time that the clock said so. Null for anything else,
 * and for words of days to come.
 */
export function parsePast(text: string, context: WhenContext): string | null {
  const word = text.toLowerCase();
  const day = readDay(word, context);
  // Counted back far enough, a year is one that no date can be written in.
  const isDay = day !== null && parseWhen(day, context) !== null;
  const time = isDay ? instantAt(day, '00:00', context.timeZone) : readInstant(word, context);
  return time === null ? null : new Date(time).toISOString();
}

function readDay(word: string, context: WhenContext): string | null {
  const { today } = clock(context);
  if (/^\d{4}-\d\d-\d\d$/.test(word)) return word;
  const [, count, unit] = /^(\d{1,4})(d|w|mo|y)$/.exec(word) ?? [];
  if (unit === 'd') return addDays(today, -Number(count));
  if (unit === 'w') return addDays(today, -7 * Number(count));
  if (unit === 'mo') return addMonths(today, -Number(count));
  if (unit === 'y') return addMonths(today, -12 * Number(count));
  if (word === 'today') return today;
  if (word === 'yesterday') return addDays(today, -1);
  const next = /^(sun|mon|tue|wed|thu|fri|sat)/.test(word) ? parseWhen(word, context) : null;
  return next === null ? null : addDays(next, -7);
}

function readInstant(word: string, context: WhenContext): number | null {
  const { now, timeZone } = context;
  const [, count, unit] = /^(\d{1,5})(min|h)$/.exec(word) ?? [];
  if (count !== undefined) return now.getTime() - Number(count) * (unit === 'h' ? 3_600_000 : 60_000);

  const isTime = /^\d{1,2}:\d\d$/.test(word);
  if (!isTime && !/^\d{4}-\d\d-\d\dt/.test(word)) return null;
  const next = parseWhen(word, context);
  if (next === null) return null;
  if (!isTime) return Date.parse(next);
  const { today } = clock(context);
  const instants = [today, addDays(today, -1)].map((day) => instantAt(day, word.padStart(5, '0'), timeZone));
  return instants.find((instant) => instant <= now.getTime()) ?? null;
}
