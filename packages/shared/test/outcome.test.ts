/** R9: every code has an exit code, an HTTP status and a word on trying again. */
import { describe, expect, test } from 'vitest';
import { codes, exitCodes, failure, httpStatuses, retryable, success } from '../src/index.ts';

describe('R9', () => {
  test.each(codes)('%s is known to every door', (code) => {
    // What the command line promises: 0 is success alone, and only these are used for failures of a request.
    expect([1, 2, 3, 4, 5, 6, 7, 8, 70]).toContain(exitCodes[code]);
    expect(httpStatuses[code]).toBeGreaterThanOrEqual(400);
    expect(httpStatuses[code]).toBeLessThan(600);
    expect(typeof retryable[code]).toBe('boolean');
  });

  test('codes are named once', () => {
    expect(new Set(codes).size).toBe(codes.length);
    for (const table of [exitCodes, httpStatuses, retryable])
      expect(Object.keys(table).sort()).toStrictEqual([...codes].sort());
  });

  test('an unknown outcome is 7, and safe to try again', () => {
    expect([exitCodes.unknown, retryable.unknown]).toStrictEqual([7, true]);
  });

  test('a hint that is not there is absent', () => {
    expect(failure('invalid', 'm')).toStrictEqual({ ok: false, problem: { code: 'invalid', message: 'm' } });
    expect(failure('invalid', 'm', 'h').problem.hint).toBe('h');
    expect(success(1)).toStrictEqual({ ok: true, value: 1 });
  });
});
