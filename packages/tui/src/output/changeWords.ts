/** Changes in words, for people. */
import { formatWhen, type TodoChange, type WhenContext } from '@tock/shared';

/** Lists by their ids, as messages name them; those that the reader may not see are not there. */
export type ListNames = ReadonlyMap<string, string>;

const UNNAMED: ListNames = new Map();

/** What each kind of change is called when nothing more is known of it. */
const kindWords: Readonly<Record<TodoChange['type'], string>> = {
  todo_added: 'added',
  todo_edited: 'edited',
  todo_completed: 'done',
  todo_reopened: 'opened again',
  todo_removed: 'removed',
  todo_restored: 'restored',
  todo_moved: 'moved',
  todo_sent: 'moved to another list',
  todo_received: 'moved here from another list',
};

/** Kinds of change as a receipt tells them: a newer server may know more of them than this tock. */
export function kindsWords(types: readonly string[]): string {
  const known: Readonly<Record<string, string | undefined>> = kindWords;
  return types.map((type) => known[type] ?? 'changed').join(', ');
}

/** What a change did: "added", "edited due, title", "moved to groceries". */
export function changeWords(change: TodoChange, lists: ListNames = UNNAMED): string {
  switch (change.type) {
    case 'todo_added':
      return change.done === true ? 'added, done' : kindWords.todo_added;
    case 'todo_edited':
      return `edited ${Object.keys(change.set).sort().join(', ')}`;
    case 'todo_sent':
      return named('moved to', lists.get(change.to), change);
    case 'todo_received':
      return named('moved here from', lists.get(change.from), change);
    default:
      return kindWords[change.type];
  }
}

/** What comes before the words of a change that took a revision back, or brought one about again: "undid 12: ". */
export function aboutWords({ undoes, redoes }: { undoes?: number; redoes?: number }): string {
  if (undoes !== undefined) return `undid ${undoes}: `;
  return redoes === undefined ? '' : `did ${redoes} again: `;
}

function named(words: string, list: string | undefined, { type }: TodoChange): string {
  return list === undefined ? kindWords[type] : `${words} ${list}`;
}

/** When something happened, in the reader's zone. */
export function momentWords(at: string, when: WhenContext): string {
  return formatWhen(at.replace(/\.\d+Z$/, 'Z'), when);
}
