/** `tock undone`: opens completed todos again. */
import { namedVerb } from '../cli/namedVerb.ts';

export const verb = namedVerb({
  request: 'todo:reopen',
  summary: 'open completed todos again',
  would: 'open again',
  past: 'opened again',
  already: 'already open',
  examples: [
    ['tock undone 42', 'the todo with this number'],
    ['tock ls done today -q | tock undone -', 'those that a filter finds'],
  ],
});
