/** When the screen says something else though nothing happens: what is told for a while, what counts, and the date. */
import type { Screen } from './screen.ts';

/** How long what a return brought is told, in milliseconds. */
export const CAUGHT_UP = 5_000;

/** The beginning of the next day where the reader is: dates are told by day. */
function nextDay(now: number): number {
  const date = new Date(now);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1).getTime();
}

/** The next such moment after `now`, both in milliseconds. */
export function nextMoment({ session, link, lane, notice }: Screen, now: number): number {
  const { catchUp } = session.store;
  const moments = [
    link.changesAt,
    lane.changesAt(now),
    session.marks.settle(now),
    notice?.until ?? null,
    catchUp === null || now - catchUp.at >= CAUGHT_UP ? null : catchUp.at + CAUGHT_UP,
    nextDay(now),
  ];
  return Math.min(...moments.filter((moment) => moment !== null));
}
