/** `tock rm`: removes todos. It never asks: `tock restore` brings them back. */
import { namedVerb } from '../cli/namedVerb.ts';

export const verb = namedVerb({
  request: 'todo:remove',
  summary: 'remove todos; restore brings them back',
  would: 'remove',
  past: 'removed',
  already: 'already removed',
  examples: [
    ['tock rm 42', 'the todo with this number'],
    ['tock ls done -q | tock rm -', 'those that a filter finds'],
  ],
});
