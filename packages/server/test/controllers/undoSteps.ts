/** What the tests of undo ask of ana's inbox. */
import type { Caller } from '../../src/identity/permissions.ts';
import { ana, newOp, type World } from './fixtures.ts';

export const undo = (world: World, rev?: number, who: Caller = ana) =>
  world.undo.undo(who, { op: newOp(), list: world.inboxes.ana, ...(rev === undefined ? {} : { rev }) });
export const redo = (world: World, who: Caller = ana) => world.undo.redo(who, { op: newOp(), list: world.inboxes.ana });
export const rename = (world: World, title: string, who: Caller = ana, todo = '1') =>
  world.todos.edit(who, { op: newOp(), list: world.inboxes.ana, todo, set: { title } });
export const complete = (world: World, who: Caller = ana, todo = '1') =>
  world.todos.complete(who, { op: newOp(), list: world.inboxes.ana, todos: [todo] });

/** Does something as another person who may change ana's inbox: for that time it is theirs. */
export async function as<T>(world: World, who: Caller, work: () => Promise<T>): Promise<T> {
  const { state } = world.directory;
  const list = state.lists.get(world.inboxes.ana);
  if (list === undefined) throw new Error('there is no inbox');
  const inbox = state.listNamed(who.person, 'inbox');
  state.putList({ ...list, owner: who.person, name: 'shared' });
  try {
    return await work();
  } finally {
    state.putList(list);
    if (inbox !== undefined && inbox.id !== list.id) state.putList(inbox);
  }
}
