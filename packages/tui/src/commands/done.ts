/** `tock done`: completes todos. */
import { namedVerb } from '../cli/namedVerb.ts';

export const verb = namedVerb({
  request: 'todo:complete',
  summary: 'complete todos',
  would: 'complete',
  past: 'done',
  already: 'already done',
  examples: [
    ['tock done 42', 'the todo with this number'],
    ['tock done 42 43 47', 'several, all or none'],
    ['tock ls | fzf -m | tock done -', 'those that are chosen'],
  ],
});
