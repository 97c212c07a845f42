/** Changes in words, for people. */
import { formatWhen, type TodoChange, type WhenContext } from '@tock/shared';

/** What a change did: "added", "edited due, title". */
export function changeWords(change: TodoChange): string {
  switch (change.type) {
    case 'todo_added':
      return change.done === true ? 'added, done' : 'added';
    case 'todo_edited':
      return `edited ${Object.keys(change.set).sort().join(', ')}`;
    case 'todo_completed':
      return 'done';
    case 'todo_reopened':
      return 'opened again';
    case 'todo_removed':
      return 'removed';
    case 'todo_restored':
      return 'restored';
    case 'todo_moved':
      return 'moved';
    case 'todo_sent':
      return 'moved to another list';
    case 'todo_received':
      return 'moved here from another list';
  }
}

/** When something happened, in the reader's zone. */
export function momentWords(at: string, when: WhenContext): string {
  return formatWhen(at.replace(/\.\d+Z$/, 'Z'), when);
}
