/** The row of the terminal app. */
import type { Bench } from '../../bench.ts';
import type { Line } from '../../figures/line.ts';
import { firstPaint } from './firstPaint.ts';
import { keys } from './keys.ts';
import { buildLists } from './screens.ts';
import { writing } from './writing.ts';

export async function screen(bench: Bench): Promise<Line[]> {
  const lists = await buildLists(bench.sandbox);
  return [...(await keys(bench, lists)), ...(await firstPaint(bench, lists)), ...(await writing(bench, lists))];
}
