/** What every controller is given: who asks comes with each call, what is shared comes once. */
import type { Durability, Presence, TodoChange } from '@tock/shared';
import type { Directory } from '../identity/directory.ts';
import type { JointCommits } from '../jointCommit.ts';
import type { Journal } from '../journal/journal.ts';
import type { Ledgers } from '../ledgers.ts';
import type { TodoDraft, TodoList } from '../todoRules.ts';

export interface ControllerDependencies {
  directory: Directory;
  ledgers: Ledgers;
  joint: JointCommits<TodoList, TodoDraft, TodoChange>;
  journal: Journal;
  epoch: string;
  durability: Durability;
  /** Called when the lists that these people may see, or their names, have changed. */
  listsChanged(people: string[]): void;
  /** Who follows a list right now. */
  presence(list: string): Presence;
}
