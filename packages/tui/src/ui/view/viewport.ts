/** Which rows of a view are on screen: the cursor's todo is the anchor, and only a key moves it. Pure. */

/** Rows kept visible around the cursor while it moves, where the screen has them. */
const SCROLL_OFF = 3;

/** The first row on screen, and the row of the cursor, both counted from the top of the view. */
export interface Viewport {
  readonly top: number;
  readonly cursor: number;
}

function within(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}

/** The last `top` at which the screen is still full. */
function lastTop(length: number, height: number): number {
  return Math.max(0, length - height);
}

/** The viewport after a key moved the cursor to a row: it scrolls no further than it must. */
export function moveTo(viewport: Viewport, row: number, size: { length: number; height: number }): Viewport {
  const cursor = within(row, 0, Math.max(0, size.length - 1));
  const margin = Math.min(SCROLL_OFF, Math.floor((size.height - 1) / 2));
  const top = within(viewport.top, cursor - size.height + 1 + margin, cursor - margin);
  return { cursor, top: within(top, 0, lastTop(size.length, size.height)) };
}

/**
 * The viewport after the list changed under it and the cursor's todo stands at `row` now: the cursor stays on its line of
 * the screen, so that what comes or goes above it moves no row around it.
 */
export function anchored(viewport: Viewport, row: number, size: { length: number; height: number }): Viewport {
  const cursor = within(row, 0, Math.max(0, size.length - 1));
  const line = within(viewport.cursor - viewport.top, 0, size.height - 1);
  return { cursor, top: within(cursor - line, 0, lastTop(size.length, size.height)) };
}
