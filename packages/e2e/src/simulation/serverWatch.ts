/** What is looked at while servers work: nothing is told before it is durable, and nobody hears of what is not theirs (invariants 1, 7, 8). */
import type { ServerWatch } from './serverParts.ts';
import type { World } from './world.ts';

/** Every title and note says whose it is, in a way that no other text has. */
export const canary = (person: string) => `~${person}~`;
const CANARY = /~(\w+)~/g;

export function watchServers(world: World): ServerWatch {
  const { disk, violate } = world;
  return {
    emitted: ({ list, rev, h }) => {
      const durable = disk.commitAt(list, rev);
      if (durable?.h !== h && !disk.wasDurable(list, rev, h))
        violate('7 persist before emit', `revision ${rev} of list ${list} is told and not durable`);
    },
    answered: (person, name, payload, outcome) => {
      if (!outcome.ok || typeof payload !== 'object' || payload === null || !('op' in payload)) return;
      const { value } = outcome;
      if (typeof value !== 'object' || value === null || !('changed' in value) || value.changed !== true) return;
      const { op } = payload;
      // The op is looked for where its request is remembered: in the body of a commit of that revision.
      const rev = 'from' in value ? revisionOf(value.from) : revisionOf(value);
      const held = [...disk.history.values()].some((commits) =>
        commits[rev - 1]?.body.includes(`"op":"${op}","by":"${person}"`),
      );
      if (!held)
        violate(
          '1 durable before the answer',
          `${person} is told that ${name} ${op} is at revision ${rev}, which is not durable`,
        );
    },
    told: (person, text) => {
      for (const [, owner] of text.matchAll(CANARY)) {
        if (owner !== person)
          violate(
            '8 nobody sees what they may not',
            `${person} is sent what belongs to ${owner}: ${text.slice(0, 200)}`,
          );
      }
    },
  };
}

function revisionOf(value: unknown): number {
  return typeof value === 'object' && value !== null && 'rev' in value && typeof value.rev === 'number'
    ? value.rev
    : -1;
}
