/** How long a webhook waits after a failure, and when it is given up. Pure. */

/** How long things take, in milliseconds. */
export interface Waits {
  /** No wait between two tries is longer, whatever the target asks for. */
  longest: number;
  /** A webhook without a success for so long is stopped. */
  giveUp: number;
  /** How long a target may take to answer; to be connected it may take a third of it. */
  answer: number;
}

export const usualWaits: Waits = { longest: 3_600_000, giveUp: 3 * 24 * 3_600_000, answer: 15_000 };

/** The first wait is up to this, each later one up to twice as long … */
const FIRST = 5_000;
/** … and none is shorter than this: chance alone must not hammer. */
const SHORTEST = 1_000;
/** Fewer tries are too few to give up after, however long they took: the time in which this server was down is not the target's fault. */
const LEAST_TRIES = 12;

/** How many tries have failed since the last success, and when the first of them did (milliseconds). */
export interface Failing {
  since: number;
  tries: number;
}

/**
 * How long to wait after so many tries that failed: exponential, with full jitter, so that what failed together does not come
 * back together. A target that asks for a longer wait gets it, up to the longest.
 */
export function waitAfter(
  tries: number,
  retryAfter: number | null,
  { longest }: Pick<Waits, 'longest'>,
  random: () => number,
): number {
  const ceiling = Math.min(longest, FIRST * 2 ** Math.min(tries - 1, 30));
  const jittered = Math.max(Math.min(SHORTEST, longest), random() * ceiling);
  return Math.round(Math.max(jittered, Math.min(retryAfter ?? 0, longest)));
}

/** Whether it is time to give up. */
export function isHopeless({ since, tries }: Failing, now: number, { giveUp }: Pick<Waits, 'giveUp'>): boolean {
  return tries >= LEAST_TRIES && now - since >= giveUp;
}

/** Reads `Retry-After`, seconds or a date, in milliseconds from `now`; null when it is neither. */
export function readRetryAfter(text: string | undefined, now: number): number | null {
  if (text === undefined) return null;
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1_000;
  const at = /^[A-Z][a-z]{2}, /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}
