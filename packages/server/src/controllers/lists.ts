/** What can be asked of lists: which there are, a new one, another name. */
import {
  DIRECTORY,
  derivedIdentifier,
  failure,
  fingerprint,
  type ListInfo,
  listNameProblem,
  type Outcome,
  type Presence,
  type Receipt,
  type RequestOf,
  success,
} from '@tock/shared';
import { type Caller, describeList, permit, resolveList, visibleLists } from '../identity/permissions.ts';
import type { ControllerDependencies } from './controllers.ts';

export class ListController {
  readonly #dependencies: ControllerDependencies;

  constructor(dependencies: ControllerDependencies) {
    this.#dependencies = dependencies;
  }

  /** The lists that the caller may see. */
  read(who: Caller): Promise<Outcome<ListInfo[]>> {
    return Promise.resolve(
      success(visibleLists(this.#dependencies.directory.state, who).map((list) => describeList(list, who))),
    );
  }

  /** Who follows a list right now. */
  presence(who: Caller, { list: reference }: RequestOf<'list:presence'>): Promise<Outcome<Presence>> {
    const { directory, presence } = this.#dependencies;
    const list = resolveList(directory.state, who, 'read', reference);
    return Promise.resolve(list.ok ? success(presence(list.value.id)) : list);
  }

  /** Makes a list that the caller owns. */
  async create(who: Caller, { op, name }: RequestOf<'list:create'>): Promise<Outcome<Receipt>> {
    const problem = listNameProblem(name);
    if (problem !== null) return failure('invalid', problem);
    const { directory } = this.#dependencies;
    const id = derivedIdentifier(DIRECTORY, who.person, op, 0);
    const landed = await directory.submit({
      op,
      by: who.person,
      fingerprint: fingerprint('create', name),
      plan: (state) => {
        if (state.lists.has(id)) return success({ changes: [] });
        const taken = state.listNamed(who.person, name);
        if (taken !== undefined)
          return failure(
            'refused',
            `you have a list "${taken.name}" already${taken.archived === true ? ', archived' : ''}`,
            taken.archived === true
              ? `tock lists unarchive ${taken.name} opens it again; or choose another name`
              : 'choose another name, or use that one',
          );
        return success({ changes: [{ type: 'list_created', id, name, owner: who.person }] });
      },
    });
    return landed.ok ? success(this.#receipt(who, op, id, landed.value)) : landed;
  }

  /** Gives a list another name; its id, its todos and its history stay. */
  async rename(who: Caller, { op, list: reference, name }: RequestOf<'list:rename'>): Promise<Outcome<Receipt>> {
    const problem = listNameProblem(name);
    if (problem !== null) return failure('invalid', problem);
    const { directory } = this.#dependencies;
    const list = resolveList(directory.state, who, 'rename', reference);
    // A repeat of a rename that landed names the list by what it was: the list that has the new name answers it.
    const target = list.ok ? list : resolveList(directory.state, who, 'rename', name);
    if (!target.ok) return list.ok ? target : list;
    const { id } = target.value;
    const landed = await directory.submit({
      op,
      by: who.person,
      fingerprint: fingerprint('rename', reference, name),
      plan: (state) => {
        if (!list.ok) return list;
        const still = permit(state, who, 'rename', id);
        if (!still.ok) return still;
        if (still.value.name === 'inbox') return failure('refused', 'the inbox keeps its name');
        if (still.value.name === name) return success({ changes: [] });
        const taken = state.listNamed(still.value.owner, name);
        if (taken !== undefined && taken.id !== id)
          return failure('refused', `there is a list "${taken.name}" already`, 'choose another name');
        return success({ changes: [{ type: 'list_renamed', id, name, was: still.value.name }] });
      },
    });
    if (!landed.ok) return landed;
    // The list that was renamed: by the time of a repeat, another may have the name.
    const [renamed] = landed.value.request.changes.filter((change) => change.type === 'list_renamed');
    return success(this.#receipt(who, op, renamed?.id ?? id, landed.value));
  }

  /** Puts a list out of the way: it takes no more changes, and nothing in it is lost. */
  archive(who: Caller, request: RequestOf<'list:archive'>): Promise<Outcome<Receipt>> {
    return this.#shelve(who, request, 'archive');
  }

  /** Opens an archived list again. */
  unarchive(who: Caller, request: RequestOf<'list:unarchive'>): Promise<Outcome<Receipt>> {
    return this.#shelve(who, request, 'unarchive');
  }

  async #shelve(
    who: Caller,
    { op, list: reference }: RequestOf<'list:archive'>,
    action: 'archive' | 'unarchive',
  ): Promise<Outcome<Receipt>> {
    const { directory } = this.#dependencies;
    const list = resolveList(directory.state, who, 'archive', reference);
    if (!list.ok) return list;
    const { id } = list.value;
    const landed = await directory.submit({
      op,
      by: who.person,
      fingerprint: fingerprint(action, reference),
      plan: (state) => {
        const still = permit(state, who, 'archive', id);
        if (!still.ok) return still;
        const { name, archived = false } = still.value;
        if (name === 'inbox') return failure('refused', 'the inbox is always open');
        if (archived === (action === 'archive')) return success({ changes: [] });
        return success({ changes: [{ type: action === 'archive' ? 'list_archived' : 'list_unarchived', id, name }] });
      },
    });
    if (!landed.ok) return landed;
    const [changed] = landed.value.request.changes;
    const target = changed !== undefined && 'id' in changed ? changed.id : id;
    return success(this.#receipt(who, op, target, landed.value));
  }

  #receipt(who: Caller, op: string, id: string, { rev, changed }: { rev: number; changed: boolean }): Receipt {
    const { directory, epoch, durability, listsChanged } = this.#dependencies;
    const list = directory.state.lists.get(id);
    if (list === undefined) throw new Error(`the directory lost list ${id}`);
    if (changed) listsChanged([list.owner]);
    return { op, list: id, listName: describeList(list, who).title, epoch, rev, changed, durability, todos: [] };
  }
}
