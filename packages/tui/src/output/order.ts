/** The order in which `ls` prints: the list's own, or the keys of `--sort`. */
import { failure, foldCase, type Outcome, success, type Todo } from '@tock/shared';

type Compare = (a: Todo, b: Todo) => number;
type Value = string | number | null;

const KEYS: ReadonlyMap<string, (todo: Todo) => Value> = new Map<string, (todo: Todo) => Value>([
  ['n', (todo) => todo.n],
  ['title', (todo) => foldCase(todo.title)],
  ['pri', (todo) => todo.pri],
  ['due', (todo) => todo.due],
  ['wait', (todo) => todo.wait],
  ['for', (todo) => todo.for],
  ['rev', (todo) => todo.rev],
  ['created', (todo) => todo.createdAt],
  ['done', (todo) => todo.doneAt],
]);

/** Reads `due,-rev`: the first key decides, a minus turns it round, what has no value comes last. */
export function readOrder(text: string): Outcome<Compare> {
  const compares: Compare[] = [];
  for (const word of text.split(',')) {
    const name = word.trim();
    const value = KEYS.get(name.replace(/^-/, ''));
    if (value === undefined) {
      return failure(
        'invalid',
        `"${name}" cannot be sorted by`,
        `the keys: ${[...KEYS.keys()].join(' ')}; -due is the other way round`,
      );
    }
    const sign = name.startsWith('-') ? -1 : 1;
    compares.push((a, b) => compareValues(value(a), value(b), sign));
  }
  return success((a, b) => {
    for (const compare of compares) {
      const order = compare(a, b);
      if (order !== 0) return order;
    }
    return 0;
  });
}

/** The todo done last comes first. */
export const newestDoneFirst: Compare = (a, b) => compareValues(a.doneAt, b.doneAt, -1);

function compareValues(a: Value, b: Value, sign: 1 | -1): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return a < b ? -sign : sign;
}
