/** Durations as people type them: `10s`, `500ms`, `2m`, `1h`; a bare number is seconds. */

const UNITS: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
]);
/** The longest duration: a day. */
const LONGEST = 86_400_000;

/** Reads a duration in milliseconds, from 1 ms to a day, or null when it is none. */
export function parseDuration(text: string): number | null {
  const [, amount, unit = 's'] = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h)?$/.exec(text.trim()) ?? [];
  if (amount === undefined) return null;
  const milliseconds = Math.round(Number(amount) * (UNITS.get(unit) ?? 0));
  return milliseconds >= 1 && milliseconds <= LONGEST ? milliseconds : null;
}
