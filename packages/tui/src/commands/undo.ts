/** `tock undo`: takes back what the person did last in a list. */
import { turnVerb } from '../cli/turnVerb.ts';

export const verb = turnVerb({
  direction: 'undo',
  summary: 'take back what you did last in the list, or what you did in a revision',
  words: '[rev]',
  did: 'undid',
  nothing: 'there is nothing of yours to undo in this list',
  back: ['tock redo', 'does it again'],
  examples: [
    ['tock undo', 'what you did last, on whichever machine'],
    ['tock undo 12', 'what you did in this revision; tock log shows them'],
    ['tock undo -l groceries', 'in another list'],
    ['tock redo', 'and it is done again'],
  ],
});
