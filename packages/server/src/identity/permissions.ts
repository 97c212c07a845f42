/** Who may do what: a projection of the directory, asked at the door and again in the queue's turn (R12). */
import {
  type DirectoryState,
  failure,
  foldCase,
  type ListEntry,
  type ListInfo,
  type Outcome,
  sanitise,
  success,
} from '@tock/shared';

/** Who asks: a person, through one of their devices. Every controller call carries it. */
export interface Caller {
  person: string;
  device: string;
}

/** What can be done with a list. */
export type Action = 'read' | 'add' | 'change' | 'rename' | 'archive' | 'manage webhooks';

/** What the owner of a list may do: everything. Other roles come with sharing. */
const ownerMay: ReadonlySet<Action> = new Set<Action>([
  'read',
  'add',
  'change',
  'rename',
  'archive',
  'manage webhooks',
]);

function actionsOf(list: ListEntry, who: Caller): ReadonlySet<Action> | null {
  return list.owner === who.person ? ownerMay : null;
}

/** The list as this reader sees it. */
export function describeList({ id, name, owner, archived }: ListEntry, who: Caller): ListInfo {
  const title = owner === who.person ? name : `${owner}/${name}`;
  return { id, name, owner, title, ...(archived === true ? { archived } : {}) };
}

/** The lists that the caller may see, inbox first, then by name. */
export function visibleLists(directory: DirectoryState, who: Caller): ListEntry[] {
  const rank = (list: ListEntry) => (list.owner === who.person ? (list.name === 'inbox' ? 0 : 1) : 2);
  return [...directory.lists.values()]
    .filter((list) => actionsOf(list, who) !== null)
    .sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name) || a.owner.localeCompare(b.owner));
}

/** The list with this id, if the caller may do this with it. A list that may not be seen is answered like none at all. */
export function permit(directory: DirectoryState, who: Caller, action: Action, id: string): Outcome<ListEntry> {
  const list = directory.lists.get(id);
  const actions = list === undefined ? null : actionsOf(list, who);
  if (list === undefined || actions === null) return noSuchList(id);
  const { title } = describeList(list, who);
  if (!actions.has(action)) return failure('forbidden', `you may not ${action} in ${title}`);
  if (list.archived === true && (action === 'add' || action === 'change'))
    return failure(
      'refused',
      `${sanitise(title)} is archived`,
      `tock lists unarchive ${sanitise(title)} opens it again`,
    );
  return success(list);
}

function noSuchList(reference: string) {
  const message = `there is no list "${sanitise(reference)}"`;
  return failure('not_found', message, 'tock lists shows yours; tock lists create NAME makes one');
}

/** The list that a caller means: its id, `owner/name`, or a bare name: mine, else the only match. */
export function resolveList(
  directory: DirectoryState,
  who: Caller,
  action: Action,
  reference: string,
): Outcome<ListEntry> {
  const byId = directory.lists.get(reference);
  // Only if it may be seen: a list of one's own may be called like the id of another person's.
  if (byId !== undefined && actionsOf(byId, who) !== null) return permit(directory, who, action, byId.id);
  const slash = reference.indexOf('/');
  if (slash > 0) {
    const named = directory.listNamed(reference.slice(0, slash), reference.slice(slash + 1));
    return named === undefined || actionsOf(named, who) === null
      ? noSuchList(reference)
      : permit(directory, who, action, named.id);
  }
  const mine = directory.listNamed(who.person, reference);
  if (mine !== undefined) return permit(directory, who, action, mine.id);
  const name = foldCase(reference);
  const [match, ...others] = visibleLists(directory, who).filter((list) => foldCase(list.name) === name);
  if (match === undefined) return noSuchList(reference);
  if (others.length > 0) {
    const candidates = [match, ...others].map((list) => `${list.owner}/${list.name}`).join(', ');
    return failure('ambiguous', `"${sanitise(reference)}" is the name of several lists`, `name one of ${candidates}`);
  }
  return permit(directory, who, action, match.id);
}
