/** What the tests of the controllers share: two people with an inbox each, over a journal in memory. */
import {
  compareTodos,
  DIRECTORY,
  type DirectoryChange,
  type Outcome,
  type Receipt,
  randomIdentifier,
  success,
  type TodoChange,
} from '@tock/shared';
import { type Controllers, createControllers } from '../../src/controllers/controllers.ts';
import { Directory } from '../../src/identity/directory.ts';
import type { Caller } from '../../src/identity/permissions.ts';
import { JointCommits } from '../../src/jointCommit.ts';
import type { Journal } from '../../src/journal/journal.ts';
import { openStore } from '../../src/journal/store.ts';
import type { LedgerDependencies } from '../../src/ledger.ts';
import { Ledgers } from '../../src/ledgers.ts';
import type { TodoDraft, TodoList } from '../../src/todoRules.ts';
import { signingKey } from '../../src/webhooks/signature.ts';

/** Ana and bo, the ids of their inboxes, and what they can ask. */
export interface World extends Controllers {
  journal: Journal;
  directory: Directory;
  ledgers: Ledgers;
  inboxes: { ana: string; bo: string };
  /** The webhooks that were to be tried at once. */
  retried: string[];
  /** Whose lists changed, in the order in which it was told. */
  told: string[];
}

export const ana: Caller = { person: 'ana', device: 'bcdfghjklmnp' };
export const bo: Caller = { person: 'bo', device: 'pnmlkjhgfdcb' };

/** A world over a journal, which may hold one already: then it is the same after a restart. */
export async function createWorld(journal?: Journal, other: Partial<LedgerDependencies> = {}): Promise<World> {
  const store = journal ?? (await openStore('memory:'));
  const dependencies: LedgerDependencies = {
    journal: store,
    now: () => new Date().toISOString(),
    identifier: randomIdentifier,
    emit: () => {},
    report: (error) => {
      throw error;
    },
    fault: (error) => {
      throw error;
    },
    ...other,
  };
  const directory = await Directory.load(dependencies);
  const inboxOf = (person: string) => directory.state.listNamed(person, 'inbox')?.id ?? randomIdentifier();
  const inboxes = { ana: inboxOf('ana'), bo: inboxOf('bo') };
  for (const person of ['ana', 'bo'] as const) {
    const changes: DirectoryChange[] = [
      { type: 'person_added', person },
      { type: 'list_created', id: inboxes[person], name: 'inbox', owner: person },
    ];
    await directory.submit({ op: DIRECTORY, by: person, fingerprint: person, plan: () => success({ changes }) });
  }
  const told: string[] = [];
  const retried: string[] = [];
  const key = signingKey(Buffer.alloc(32, 7));
  const ledgers = new Ledgers(dependencies);
  const controllers = {
    directory,
    ledgers,
    joint: new JointCommits<TodoList, TodoDraft, TodoChange>(dependencies),
    journal: store,
    epoch: store.identity.epoch,
    durability: store.durability,
    listsChanged: (people: string[]) => told.push(...people),
    presence: (list: string) => ({ list, people: [], more: 0 }),
    webhooks: {
      deliveries: { status: async () => null, retry: (webhook: string) => void retried.push(webhook) },
      keys: { find: async () => key, need: async () => success(key) },
      targets: { privateTargets: false },
    },
  };
  return {
    journal: store,
    directory,
    ledgers,
    ...createControllers(controllers),
    inboxes,
    told,
    retried,
  };
}

let ops = 0;
/** An op that nothing used before. */
export function newOp(): string {
  ops += 1;
  return `op${ops}`;
}

/** The value of a success; throws with the problem of a failure. */
export function succeeded<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problem));
  return outcome.value;
}

/** Adds todos to ana's inbox, and says which they are. */
export async function addTitles({ todos }: World, ...titles: string[]): Promise<Receipt['todos']> {
  const added = await todos.add(ana, { op: newOp(), list: 'inbox', todos: titles.map((title) => ({ title })) });
  return succeeded(added).todos;
}

/** A todo of ana's inbox as it is now. */
export async function todoNow({ history }: World, todo: string) {
  return succeeded(await history.readTodo(ana, { list: 'inbox', todo })).todo;
}

/** The titles of a list of ana's in their order, without what was removed. */
export async function titlesOf(world: World, list = 'inbox'): Promise<string[]> {
  const id = world.directory.state.listNamed('ana', list)?.id ?? list;
  return world.ledgers.use(id, async ({ state }) =>
    [...state.todos.values()]
      .filter(({ removedAt }) => removedAt === null)
      .sort(compareTodos)
      .map(({ title }) => title),
  );
}
