/** How long a webhook waits, and when it is given up. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isHopeless, readRetryAfter, usualWaits, waitAfter } from '../../src/webhooks/waits.ts';

const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

test('waits are seconds at first, an hour at last, and spread by chance over all that is between', () => {
  const most = (tries: number) => waitAfter(tries, null, usualWaits, () => 1);
  expect([1, 2, 3, 4].map(most)).toEqual([5_000, 10_000, 20_000, 40_000]);
  expect(most(20)).toBe(3_600_000);
  expect(most(2_000)).toBe(3_600_000);
  expect(waitAfter(9, null, usualWaits, () => 0.5)).toBe((5_000 * 2 ** 8) / 2);
  expect(waitAfter(9, null, usualWaits, () => 0)).toBe(1_000);
});

test('a target that asks for time gets it, up to the longest wait', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), fc.nat(10_000_000), chance, (tries, asked, random) => {
      const wait = waitAfter(tries, asked, usualWaits, () => random);
      expect(wait).toBeGreaterThanOrEqual(Math.min(asked, usualWaits.longest));
      expect(wait).toBeLessThanOrEqual(usualWaits.longest);
    }),
  );
});

test('Retry-After is seconds or a date, and anything else is nothing', () => {
  const now = Date.parse('2026-11-22T12:00:00Z');
  expect(readRetryAfter('120', now)).toBe(120_000);
  expect(readRetryAfter('0', now)).toBe(0);
  expect(readRetryAfter('Sun, 22 Nov 2026 12:00:30 GMT', now)).toBe(30_000);
  expect(readRetryAfter('Sun, 22 Nov 2026 11:00:00 GMT', now)).toBe(0);
  for (const text of [undefined, '', '-1', '1.5', '1e9', 'soon', '99999999999', '2026-11-22', 'Sun, never'])
    expect(readRetryAfter(text, now), text).toBeNull();
});

test('hope ends after days without a success, and never after a few tries, however long they took', () => {
  const { giveUp } = usualWaits;
  expect(isHopeless({ since: 0, tries: 80 }, giveUp - 1, usualWaits)).toBe(false);
  expect(isHopeless({ since: 0, tries: 80 }, giveUp, usualWaits)).toBe(true);
  // The server itself was down for a week.
  expect(isHopeless({ since: 0, tries: 3 }, 2 * giveUp, usualWaits)).toBe(false);
});
