/** Whether everybody has the same in the end (invariants 11, 17): store, servers after a restart, and every client. */
import { compareTodos, type ListState, packTodo } from '@tock/shared';
import type { Client } from './client.ts';
import type { Machine } from './machine.ts';
import type { Replay } from './replay.ts';
import type { World } from './world.ts';

/** Everything that a list says, as text. */
function digest({ rev, count, lastPosition, todos }: ListState): string {
  const sorted = [...todos.values()].sort(compareTodos);
  return JSON.stringify([
    rev,
    count,
    lastPosition,
    sorted.map((todo) => Object.entries(packTodo(todo)).sort(([a], [b]) => (a < b ? -1 : 1))),
  ]);
}

export function checkConverged(
  world: World,
  { lists, directory }: Replay,
  machines: readonly Machine[],
  clients: readonly Client[],
): void {
  const { disk, violate, settings } = world;
  const digests = new Map(Array.from(lists, ([list, state]) => [list, digest(state)]));
  for (const { server, place } of machines) {
    for (const [list, text] of digests) {
      const state = server?.ledgers.peek(list)?.state;
      if (state !== undefined && (state.h !== disk.head(list).h || digest(state) !== text))
        violate(
          '17 restart equality',
          `server ${place} has list ${list} as ${digest(state)}, the journal makes it ${text}`,
        );
    }
    const names = (lists: Iterable<{ id: string; name: string }>) =>
      Array.from(lists, ({ id, name }) => `${id} ${name}`)
        .sort()
        .join();
    const known = server?.directory.state.lists.values() ?? [];
    if (!settings.sharedStore && names(known) !== names(directory.lists.values()))
      violate('17 restart equality', `server ${place} knows other lists than the journal`);
  }
  for (const client of clients) {
    for (const { store, id, current, stream } of client.followed) {
      if (!current || id === null) continue;
      const head = disk.head(id);
      const same = store.state.rev === head.rev && (head.rev === 0 || store.state.h === head.h);
      const text = digests.get(id);
      if (!same)
        violate(
          '11 convergence',
          `${client.name} shows list ${id} at ${store.state.rev} ${store.state.h}, the store is at ${head.rev} ${head.h}`,
        );
      else if (!stream && text !== undefined && digest(store.state) !== text)
        violate(
          '11 convergence',
          `${client.name} has list ${id} as ${digest(store.state)}, the journal makes it ${text}`,
        );
    }
  }
}
