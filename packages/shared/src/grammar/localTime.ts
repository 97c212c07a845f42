/** The calendar and the wall clock: days as `2026-12-01`, and what a zone's clock shows at an instant and back. */

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const formats = new Map<string, Intl.DateTimeFormat>();

/** How far the clock of a zone is ahead of UTC at an instant, in milliseconds. Without a zone: this process's own. */
function offsetAt(time: number, timeZone: string | undefined): number {
  if (timeZone === undefined) return -new Date(time).getTimezoneOffset() * MINUTE;
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
    formats.set(timeZone, format);
  }
  const name = format.formatToParts(time).find((part) => part.type === 'timeZoneName')?.value ?? '';
  // "GMT", "GMT+05:30", and "GMT-00:53:28" before zones were standardised.
  const [, sign, hours, minutes, seconds] = /([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(name) ?? [];
  const offset = (Number(hours ?? 0) * 3_600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0)) * 1_000;
  return sign === '-' ? -offset : offset;
}

/** An instant as it is stored: `2026-12-01T16:00:00Z`, a started second counts as its beginning. */
export function instantText(time: number): string {
  return `${new Date(time).toISOString().slice(0, -5)}Z`;
}

/** What the clock of a zone shows at an instant (milliseconds since 1970): `2026-12-01T17:00:00`. */
export function wallClock(time: number, timeZone: string | undefined): string {
  return new Date(time + offsetAt(time, timeZone)).toISOString().slice(0, -5);
}

/**
 * The instant (milliseconds since 1970) at which the clock of a zone shows this day and time (`17:00` or `17:00:00`).
 * An hour that the clock shows twice is the first of the two; one that it skips is as much later as it skips.
 */
export function instantAt(day: string, time: string, timeZone: string | undefined): number {
  const shown = Date.parse(`${day}T${time}Z`);
  // No zone changes its clock twice within two days, so that one of these offsets holds at the instant.
  const before = offsetAt(shown - DAY, timeZone);
  const after = offsetAt(shown + DAY, timeZone);
  const fits = [before, after].find((offset) => offsetAt(shown - offset, timeZone) === offset);
  return shown - (fits ?? before);
}

function startOf(day: string): Date {
  return new Date(`${day}T00:00:00Z`);
}

function dayText(date: Date): string {
  return date.toISOString().slice(0, -14);
}

/** The day so many days later. */
export function addDays(day: string, days: number): string {
  return dayText(new Date(startOf(day).getTime() + days * DAY));
}

/** The same day so many months later, or the last of that month where it has no such day. */
export function addMonths(day: string, months: number): string {
  const date = startOf(day);
  const wanted = date.getUTCDate();
  date.setUTCMonth(date.getUTCMonth() + months, 1);
  return dayText(new Date(Math.min(date.getTime() + (wanted - 1) * DAY, lastOfMonth(date).getTime())));
}

function lastOfMonth(date: Date): Date {
  const last = new Date(date);
  last.setUTCMonth(date.getUTCMonth() + 1, 0);
  return last;
}

/** The last day of the month of a day. */
export function endOfMonth(day: string): string {
  const first = startOf(day);
  first.setUTCDate(1);
  return dayText(lastOfMonth(first));
}

/** The weekday of a day: 0 is Sunday. */
export function weekdayOf(day: string): number {
  return startOf(day).getUTCDay();
}

/** How many days `day` is after `other`; negative when it is before. */
export function daysBetween(other: string, day: string): number {
  return (startOf(day).getTime() - startOf(other).getTime()) / DAY;
}
