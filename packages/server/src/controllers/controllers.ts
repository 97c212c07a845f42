/** The controllers, and what every one of them is given: who asks comes with each call, what is shared comes once. */
import type { Durability, Presence, TodoChange } from '@tock/shared';
import type { Directory } from '../identity/directory.ts';
import type { JointCommits } from '../jointCommit.ts';
import type { Journal } from '../journal/journal.ts';
import type { Ledgers } from '../ledgers.ts';
import type { TodoDraft, TodoList } from '../todoRules.ts';
import { HistoryController } from './history.ts';
import { ListController } from './lists.ts';
import { OpeningController } from './opening.ts';
import { ReadingController } from './reading.ts';
import { TodoController } from './todos.ts';
import { UndoController } from './undo.ts';
import { WebhookController, type WebhookParts } from './webhooks.ts';

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
  webhooks: WebhookParts;
}

/** Everything that can be asked, a noun each. */
export interface Controllers {
  todos: TodoController;
  lists: ListController;
  opening: OpeningController;
  reading: ReadingController;
  history: HistoryController;
  undo: UndoController;
  webhooks: WebhookController;
}

export function createControllers(dependencies: ControllerDependencies): Controllers {
  return {
    todos: new TodoController(dependencies),
    lists: new ListController(dependencies),
    opening: new OpeningController(dependencies),
    reading: new ReadingController(dependencies),
    history: new HistoryController(dependencies),
    undo: new UndoController(dependencies),
    webhooks: new WebhookController(dependencies),
  };
}
