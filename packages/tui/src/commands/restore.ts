/** `tock restore`: brings removed todos back. */
import { namedVerb } from '../cli/namedVerb.ts';

export const verb = namedVerb({
  request: 'todo:restore',
  summary: 'bring removed todos back',
  would: 'restore',
  past: 'restored',
  already: 'never removed',
  examples: [
    ['tock restore 42', 'the todo with this number'],
    ['tock ls removed', 'what can be brought back'],
  ],
});
