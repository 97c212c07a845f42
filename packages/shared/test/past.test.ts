/** Moments behind us as people write them. */
import { describe, expect, it } from 'vitest';
import { parsePast } from '../src/index.ts';

describe('parsePast', () => {
  // A Wednesday, 15:30 in Berlin (an hour ahead of UTC) and 09:30 in New York.
  const now = new Date('2026-11-18T14:30:15.250Z');
  const berlin = { now, timeZone: 'Europe/Berlin' };

  it.each([
    ['2026-11-01', '2026-10-31T23:00:00.000Z'],
    ['2026-07-01', '2026-06-30T22:00:00.000Z'],
    ['today', '2026-11-17T23:00:00.000Z'],
    ['Yesterday', '2026-11-16T23:00:00.000Z'],
    ['3d', '2026-11-14T23:00:00.000Z'],
    ['0d', '2026-11-17T23:00:00.000Z'],
    ['2w', '2026-11-03T23:00:00.000Z'],
    ['1mo', '2026-10-17T22:00:00.000Z'],
    ['1y', '2025-11-17T23:00:00.000Z'],
    ['tue', '2026-11-16T23:00:00.000Z'],
    ['wednesday', '2026-11-17T23:00:00.000Z'],
    ['thu', '2026-11-11T23:00:00.000Z'],
    ['30min', '2026-11-18T14:00:15.250Z'],
    ['2h', '2026-11-18T12:30:15.250Z'],
    ['15:30', '2026-11-18T14:30:00.000Z'],
    ['15:31', '2026-11-17T14:31:00.000Z'],
    ['9:00', '2026-11-18T08:00:00.000Z'],
    ['2026-11-18T09:00', '2026-11-18T08:00:00.000Z'],
    ['2026-11-18T09:00:30Z', '2026-11-18T09:00:30.000Z'],
    ['2026-11-18T09:00-05:00', '2026-11-18T14:00:00.000Z'],
  ])('%s is %s', (text, instant) => {
    expect(parsePast(text, berlin)).toBe(instant);
  });

  it('a day is the reader’s own', () => {
    expect(parsePast('today', { now, timeZone: 'America/New_York' })).toBe('2026-11-18T05:00:00.000Z');
  });

  it.each([
    '',
    'tomorrow',
    'eow',
    'eom',
    '25:00',
    '2026-02-30',
    '2026-13-01',
    '-3d',
    '3',
    '10s',
    '9999y',
    'friend',
    'x',
  ])('%j is no moment behind us', (text) => {
    expect(parsePast(text, berlin)).toBeNull();
  });
});
