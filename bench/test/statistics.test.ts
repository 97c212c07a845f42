import { describe, expect, test } from 'vitest';
import { cellsOf } from '../src/figures/cells.ts';
import { figure, type Line, ratio, verdictOf } from '../src/figures/line.ts';
import { median, quantile, ratioOf, spreadOf } from '../src/figures/statistics.ts';
import { interleave } from '../src/rounds.ts';

const line = (part: Partial<Line>): Line => ({
  ...{ what: 'adds', unit: 'adds/s', tock: [60], against: 'a floor', other: [100], goal: null, generator: null },
  ...part,
});

describe('medians, spread and ratios', () => {
  test('the median is the middle value, or the mean of the two', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([1, 2, 4, 9])).toBe(3);
    expect(median([])).toBeNaN();
  });

  test('a quantile of numbers is not that of their texts', () => {
    expect(quantile([100, 9, 20], 0.5)).toBe(20);
    expect(quantile(Float32Array.of(3, 1, 2), 0.99)).toBe(3);
  });

  test('the spread is from the lowest to the highest round', () => {
    expect(spreadOf([3, 1, 2])).toEqual({ median: 2, lowest: 1, highest: 3 });
  });

  test('a ratio is that of the medians, and its spread that of the rounds', () => {
    expect(ratioOf([10, 20, 30], [20, 20, 20])).toEqual({ median: 1, lowest: 0.5, highest: 1.5 });
    expect(ratioOf([1, 100], [2, 100])).toMatchObject({ lowest: 0.5, highest: 1 });
  });
});

describe('what a line says', () => {
  test.each([
    [ratio('at least', 0.6), 'reached'],
    [ratio('at least', 0.61), 'not reached'],
    [ratio('at most', 0.5), 'not reached'],
    [ratio('above', 0.6), 'not reached'],
    [figure('at most', 60), 'reached'],
    [figure('below', 60), 'not reached'],
    [null, 'recorded'],
  ] as const)('%o of 60 against 100: %s', (goal, verdict) => {
    expect(verdictOf(line({ goal }))).toBe(verdict);
  });

  test('a generator above 0.9 of a core makes it no number of the server, on either side', () => {
    expect(verdictOf(line({ goal: ratio('at least', 0.1), generator: 0.91 }))).toBe('no server number');
    expect(verdictOf(line({ goal: ratio('at least', 0.1), generator: 0.9 }))).toBe('reached');
  });

  test('its cells have both figures, the ratio, the goal and the verdict', () => {
    const cells = cellsOf(
      line({ tock: [1_500, 2_500, 2_000], other: [4_000, 4_000, 4_000], goal: ratio('at least', 0.4) }),
    );
    expect(cells).toEqual([
      'adds',
      '2 000 (1 500–2 500) adds/s',
      'a floor',
      '4 000 adds/s',
      '0.50 (0.38–0.63) ×',
      '≥ 0.4 ×',
      'reached',
    ]);
  });

  test('without anything beside it there is no ratio', () => {
    expect(cellsOf(line({ against: null, other: [], unit: 'bytes', goal: figure('at most', 300) }))).toEqual([
      'adds',
      '60.0 bytes',
      '–',
      '',
      '',
      '≤ 300 bytes',
      'reached',
    ]);
  });
});

test('the sides of a round are measured in turns, each round in the other order, after one that does not count', async () => {
  const order: string[] = [];
  let value = 0;
  const side = (name: string) => async () => {
    order.push(name);
    value += 1;
    return { value };
  };
  const rounds = await interleave(2, [
    ['ours', side('ours')],
    ['theirs', side('theirs')],
  ]);
  expect(order).toEqual(['ours', 'theirs', 'ours', 'theirs', 'theirs', 'ours']);
  expect(rounds('ours', 'value')).toEqual([3, 6]);
  expect(rounds('theirs', 'value')).toEqual([4, 5]);
});
