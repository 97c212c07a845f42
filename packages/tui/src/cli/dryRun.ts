/** What a write says instead of being sent. */
import { type Context, done } from './context.ts';

/** Says what would be done: for programs as data, for people as words beside it. */
export function sayDryRun(
  { output }: Context,
  request: Readonly<Record<string, unknown>>,
  words: readonly string[],
): typeof done {
  output.print({ json: () => ({ dryRun: true, ...request }), ids: () => [], plain: () => [], terminal: () => [] });
  if (output.form !== 'json') for (const line of words) output.note(`would ${line}`);
  return done;
}
