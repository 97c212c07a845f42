/** A line as text: what the table on the terminal and the one in the document show. */
import { inDigits } from '../../../packages/e2e/src/growth/table.ts';
import { type Goal, type Line, verdictOf } from './line.ts';
import { ratioOf, type Spread, spreadOf } from './statistics.ts';

export const HEADINGS = ['what', 'tock', 'against', 'its figure', 'ratio', 'goal', ''] as const;

/** Thousands apart, and no more digits than a number deserves. */
function inWords(value: number): string {
  return Math.abs(value) < 1_000 ? inDigits(value) : Math.round(value).toLocaleString('en-US').replaceAll(',', ' ');
}

function spread({ median, lowest, highest }: Spread): string {
  return lowest === highest ? inWords(median) : `${inWords(median)} (${inWords(lowest)}–${inWords(highest)})`;
}

const SIGNS = { 'at least': '≥', 'at most': '≤', above: '>', below: '<' } as const;

function goalOf(goal: Goal | null, unit: string): string {
  if (goal === null) return '';
  const { of, bound, value } = goal;
  return of === 'ratio' ? `${SIGNS[bound]} ${value} ×` : `${SIGNS[bound]} ${value} ${unit}`.trimEnd();
}

/** The cells of a line, in the order of the headings. */
export function cellsOf(line: Line): string[] {
  const { what, unit, tock, against, other, goal, generator, remark } = line;
  const shown = (values: readonly number[]) =>
    values.length === 0 ? '' : `${spread(spreadOf(values))} ${unit}`.trimEnd();
  const share = generator === null ? [] : [`generator ${generator.toFixed(2)} of a core`];
  const notes = [...share, ...(remark === undefined ? [] : [remark])];
  return [
    what,
    shown(tock),
    against ?? '–',
    shown(other),
    other.length === 0 || tock.length === 0 ? '' : `${spread(ratioOf(tock, other))} ×`,
    goalOf(goal, unit),
    [verdictOf(line), ...notes].join('; '),
  ];
}
