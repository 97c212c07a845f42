/** How large a run is, and the limits of tock made so small that a short run meets them. */
import { limits } from '@tock/shared';
import type { Chance } from '../chance.ts';

export interface Settings {
  people: string[];
  clients: number;
  requests: number;
  /** How many ops a list remembers. */
  window: number;
  /** How long commits are kept that no receipt and no undo needs: for ever, or not at all. */
  history: { days: number } | null;
  /** How many todos a server has in memory before it lets go of lists. */
  todosInMemory: number;
  /** Two servers on one store, as later on a shared one. */
  sharedStore: boolean;
  /** The store is put back to an older copy of itself, once: `epoch` says whether it is given a new identity. */
  restore: null | { epoch: 'kept' | 'renewed' };
  /** Each list is sent to a webhook as well. */
  webhooks: boolean;
}

/** `later`: a chance of its own for what came later, so that a seed without it is the run that it was. */
export function drawSettings(chance: Chance, later: Chance): Settings {
  // The contract has one table of limits, which everything reads when it needs one.
  Object.assign(limits, {
    pageBytes: chance.one([400, 2_000, 256 * 1024]),
    commitChanges: chance.one([3, 20, 512]),
    commitBytes: chance.one([600, 256 * 1024]),
  });
  const sharedStore = chance.happens(0.15);
  return {
    people: ['ana', 'bo', 'cy'].slice(0, chance.whole(2, 3)),
    clients: chance.whole(3, 5),
    requests: chance.whole(30, 80),
    window: chance.one([4, 12, 10_000]),
    // Servers that share a store do not agree yet about what is let go.
    history: !sharedStore && chance.happens(0.4) ? { days: 0 } : null,
    todosInMemory: chance.one([10, 40, 200_000]),
    sharedStore,
    restore: !sharedStore && chance.happens(0.15) ? { epoch: chance.one(['kept', 'renewed'] as const) } : null,
    // Two servers on one store do not agree yet about who sends.
    webhooks: later.happens(0.35) && !sharedStore,
  };
}
