/** `tock redo`: does again what the person took back last. */
import { turnVerb } from '../cli/turnVerb.ts';

export const verb = turnVerb({
  direction: 'redo',
  summary: 'do again what you took back last, unless you did something else since',
  words: '',
  did: 'did again',
  nothing: 'there is nothing to redo in this list',
  back: ['tock undo', 'takes it back'],
  examples: [
    ['tock redo', 'what tock undo took back last'],
    ['tock redo -l groceries', 'in another list'],
  ],
});
