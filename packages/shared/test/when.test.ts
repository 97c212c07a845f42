/** Dates: read once, in the reader's zone, across clock changes and the ends of months. */
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { clock, formatWhen, isOverdue, isPast, isToday, parseWhen, stateOf, whenSchema } from '../src/index.ts';
import { anyText, berlin, todo } from './samples.ts';

const at = (instant: string, timeZone = 'Europe/Berlin') => ({ now: new Date(instant), timeZone });

describe('reading', () => {
  // A Wednesday, 14:30 in Berlin.
  test.each([
    ['2026-12-01', '2026-12-01'],
    ['today', '2026-11-18'],
    ['Tomorrow', '2026-11-19'],
    ['thu', '2026-11-19'],
    ['tue', '2026-11-24'],
    ['wed', '2026-11-25'],
    ['Sunday', '2026-11-22'],
    ['eow', '2026-11-22'],
    ['eom', '2026-11-30'],
    ['0d', '2026-11-18'],
    ['3d', '2026-11-21'],
    ['2w', '2026-12-02'],
    ['1mo', '2026-12-18'],
    ['1y', '2027-11-18'],
    ['14:31', '2026-11-18T13:31:00Z'],
    ['14:30', '2026-11-19T13:30:00Z'],
    ['9:05', '2026-11-19T08:05:00Z'],
    ['30min', '2026-11-18T14:00:00Z'],
    ['2h', '2026-11-18T15:30:00Z'],
    ['2026-12-01T17:00', '2026-12-01T16:00:00Z'],
    ['2026-12-01t17:00:09.5', '2026-12-01T16:00:09Z'],
    ['2026-12-01T17:00Z', '2026-12-01T17:00:00Z'],
    ['2026-12-01T17:00+05:30', '2026-12-01T11:30:00Z'],
    ['2026-12-01T17:00-0800', '2026-12-02T01:00:00Z'],
  ])('%s is %s', (text, when) => {
    expect(parseWhen(text, berlin)).toBe(when);
  });

  test.each([
    '',
    ' ',
    'someday',
    'yesterday',
    '2026-02-30',
    '2026-13-01',
    '2026-1-1',
    '0026-12-01',
    '24:00',
    '12:60',
    '123:00',
    '-1d',
    '1.5h',
    '3 d',
    '9999y',
    '99999d',
    '2026-02-30T10:00',
    '2026-12-01T24:00',
    '2026-12-01T17:00+99:00',
    '2026-12-01T',
    '9999-12-31T23:59-12:00',
    '__proto__',
  ])('%j is no date', (text) => {
    expect(parseWhen(text, berlin)).toBeNull();
  });

  test('months end where they end', () => {
    const from = (day: string, text: string) => parseWhen(text, at(`${day}T12:00:00Z`, 'UTC'));
    expect(from('2026-01-31', '1mo')).toBe('2026-02-28');
    expect(from('2028-01-31', '1mo')).toBe('2028-02-29');
    expect(from('2026-01-31', '2mo')).toBe('2026-03-31');
    expect(from('2026-10-31', '13mo')).toBe('2027-11-30');
    expect(from('2028-02-29', '1y')).toBe('2029-02-28');
    expect(from('2028-02-01', 'eom')).toBe('2028-02-29');
    expect(from('2026-12-31', 'tomorrow')).toBe('2027-01-01');
    expect(from('2026-11-22', 'eow')).toBe('2026-11-22');
    expect(from('2026-11-22', 'sun')).toBe('2026-11-29');
  });

  test('the day is the day of the reader', () => {
    expect(parseWhen('today', at('2026-11-18T23:30:00Z'))).toBe('2026-11-19');
    expect(parseWhen('today', at('2026-11-18T23:30:00Z', 'America/New_York'))).toBe('2026-11-18');
    expect(parseWhen('today', at('2026-11-18T10:30:00Z', 'Pacific/Kiritimati'))).toBe('2026-11-19');
  });

  test('clocks change', () => {
    // Berlin: on 29 March 2026 02:00 becomes 03:00, on 25 October 03:00 becomes 02:00.
    expect(parseWhen('3:30', at('2026-03-28T23:30:00Z'))).toBe('2026-03-29T01:30:00Z');
    expect(parseWhen('2026-03-29T02:30', berlin)).toBe('2026-03-29T01:30:00Z');
    expect(parseWhen('2026-10-25T02:30', berlin)).toBe('2026-10-25T00:30:00Z');
    expect(parseWhen('2026-10-25T03:00', berlin)).toBe('2026-10-25T02:00:00Z');
    expect(parseWhen('3d', at('2026-03-27T22:30:00Z'))).toBe('2026-03-30');
    expect(parseWhen('2h', at('2026-03-29T00:30:00Z'))).toBe('2026-03-29T02:30:00Z');
    // A clock that is moved at midnight: the day begins at 01:00.
    expect(parseWhen('2018-11-04T00:00', at('2018-11-01T12:00:00Z', 'America/Sao_Paulo'))).toBe('2018-11-04T03:00:00Z');
  });

  test('a zone that does not exist throws', () => {
    expect(() => parseWhen('17:00', { ...berlin, timeZone: 'Nowhere/Here' })).toThrow(RangeError);
  });
});

describe('properties', () => {
  const zone = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'UTC');
  const moment = fc.date({ min: new Date('2000-01-01'), max: new Date('2060-01-01'), noInvalidDate: true });

  test('what is read can be stored, and reads as itself', () => {
    const text = fc.oneof(
      anyText,
      fc.constantFrom('today', 'fri', 'eow', 'eom', '17:00', '2:30'),
      fc
        .tuple(fc.nat(99_999), fc.constantFrom('d', 'w', 'mo', 'y', 'min', 'h'))
        .map(([count, unit]) => `${count}${unit}`),
    );
    fc.assert(
      fc.property(text, moment, zone, (text, now, timeZone) => {
        const when = parseWhen(text, { now, timeZone });
        fc.pre(when !== null);
        expect(whenSchema.safeParse(when).success).toBe(true);
        expect(parseWhen(when ?? '', { now, timeZone })).toBe(when);
      }),
    );
  });

  test('17:00 is the next 17:00, and shown as such', () => {
    fc.assert(
      fc.property(moment, zone, (now, timeZone) => {
        const when = Date.parse(parseWhen('17:00', { now, timeZone }) ?? '');
        expect(when).toBeGreaterThan(now.getTime());
        expect(when).toBeLessThanOrEqual(now.getTime() + 25 * 3_600_000);
        expect(formatWhen(`${new Date(when).toISOString().slice(0, 19)}Z`, { now, timeZone })).toMatch(
          /^(today|tomorrow) 17:00$/,
        );
      }),
    );
  });

  test('a weekday is one of the next seven days', () => {
    fc.assert(
      fc.property(moment, fc.constantFrom('mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'), (now, day) => {
        const days = Array.from({ length: 7 }, (_, index) => parseWhen(`${index + 1}d`, { now, timeZone: 'UTC' }));
        const when = parseWhen(day, { now, timeZone: 'UTC' });
        expect(days).toContain(when);
        const name = new Date(`${when}T12:00:00Z`).toLocaleDateString('en-US', { weekday: 'short', timeZone: 'UTC' });
        expect(name.toLowerCase()).toBe(day);
      }),
    );
  });

  describe('without a zone it is the zone of the process', () => {
    afterEach(() => vi.unstubAllEnvs());

    test.each(['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'])('%s', (timeZone) => {
      vi.stubEnv('TZ', timeZone);
      expect(Intl.DateTimeFormat().resolvedOptions().timeZone).toBe(timeZone);
      fc.assert(
        fc.property(moment, fc.constantFrom('today', '02:30', '17:00', '2026-03-29T02:30', 'eom'), (now, text) => {
          expect(parseWhen(text, { now })).toBe(parseWhen(text, { now, timeZone }));
        }),
      );
    });
  });
});

describe('showing', () => {
  test.each([
    ['2026-11-18', 'today'],
    ['2026-11-19', 'tomorrow'],
    ['2026-11-17', 'yesterday'],
    ['2026-11-20', 'Fri'],
    ['2026-11-24', 'Tue'],
    ['2026-11-25', '25 Nov'],
    ['2026-11-16', '16 Nov'],
    ['2027-01-02', '2 Jan 2027'],
    ['2026-11-18T16:00:00Z', 'today 17:00'],
    ['2026-11-18T23:30:00Z', 'tomorrow 00:30'],
    ['2026-12-01T16:05:00Z', '1 Dec 17:05'],
    ['2025-07-01T16:00:00Z', '1 Jul 2025 18:00'],
    ['nonsense', 'nonsense'],
    ['9999-99-99', '9999-99-99'],
  ])('%s is %s', (when, shown) => {
    expect(formatWhen(when, berlin)).toBe(shown);
  });
});

describe('judging', () => {
  test('a date is overdue from the next day, an instant from the next second', () => {
    expect(isOverdue('2026-11-18', berlin)).toBe(false);
    expect(isOverdue('2026-11-17', berlin)).toBe(true);
    expect(isOverdue('2026-11-18T13:30:00Z', berlin)).toBe(false);
    expect(isOverdue('2026-11-18T13:29:59Z', berlin)).toBe(true);
    expect(isOverdue('2026-11-18', at('2026-11-18T23:30:00Z'))).toBe(true);
    expect(isPast('2026-11-18T23:00:00Z', clock(berlin))).toBe(false);
  });

  test('today is the reader’s', () => {
    expect(isToday('2026-11-18', berlin)).toBe(true);
    expect(isToday('2026-11-18T23:30:00Z', berlin)).toBe(false);
    expect(isToday('2026-11-17T23:30:00Z', berlin)).toBe(true);
    expect(isToday('nonsense', berlin)).toBe(false);
  });

  test('the clock has the precision of what is stored: a wait ends in its own second', () => {
    expect(clock(berlin)).toStrictEqual({ now: '2026-11-18T13:30:00Z', today: '2026-11-18' });
    const { now, today } = clock(berlin);
    expect(stateOf(todo({ wait: '2026-11-18T13:30:00Z' }), now, today)).toBe('open');
    expect(stateOf(todo({ wait: '2026-11-18T13:30:01Z' }), now, today)).toBe('waiting');
    expect(stateOf(todo({ wait: '2026-11-18' }), now, today)).toBe('open');
    expect(stateOf(todo({ wait: '2026-11-19' }), now, today)).toBe('waiting');
  });
});
