/** What a ledger must know of the directory: few and small changes, each a commit of its own. */
import {
  applyDirectoryCommit,
  type Commit,
  type Device,
  type DirectoryChange,
  DirectoryState,
  directoryCommitSchema,
  type ListEntry,
  type WebhookEntry,
} from '@tock/shared';
import * as z from 'zod/mini';
import type { Rules } from '../listRules.ts';
import { Slices } from '../slices.ts';

/** How many people, devices, lists or webhooks one chunk of a snapshot holds: a large directory is read a little at a time. */
const CHUNK = 1_000;

/** A chunk has some of one kind; the only chunk of an early tock has all of each. */
const chunkSchema = z.strictObject({
  people: z.exactOptional(z.array(z.string())),
  devices: z.exactOptional(
    z.array(z.strictObject({ id: z.string(), person: z.string(), name: z.string(), tokenHash: z.string() })),
  ),
  lists: z.exactOptional(
    z.array(
      z.strictObject({
        id: z.string(),
        name: z.string(),
        owner: z.string(),
        archived: z.exactOptional(z.literal(true)),
      }),
    ),
  ),
  webhooks: z.exactOptional(
    z.array(
      z.strictObject({
        id: z.string(),
        list: z.string(),
        url: z.string(),
        description: z.exactOptional(z.string()),
        key: z.string(),
        since: z.strictObject({ epoch: z.string(), rev: z.number(), h: z.string() }),
        by: z.string(),
        at: z.string(),
        stopped: z.exactOptional(
          z.strictObject({ at: z.string(), reason: z.enum(['gone', 'failing', 'not_allowed']), message: z.string() }),
        ),
      }),
    ),
  ),
});

interface Entries {
  people: string[];
  devices: Device[];
  lists: ListEntry[];
  webhooks: WebhookEntry[];
}

function* chunksOf(entries: Entries): Generator<string> {
  for (const [kind, all] of Object.entries(entries)) {
    for (let from = 0; from < all.length; from += CHUNK) {
      yield JSON.stringify({ [kind]: all.slice(from, from + CHUNK) });
    }
  }
}

export const directoryRules: Rules<DirectoryState, DirectoryState, DirectoryChange> = {
  empty: () => new DirectoryState(),
  grouped: false,
  draft: (state) => state,
  tryChange: () => undefined,
  parse: (body): Commit<DirectoryChange> => directoryCommitSchema.parse(JSON.parse(body)),
  apply: applyDirectoryCommit,
  freeze: ({ people, devices, lists, webhooks }) =>
    chunksOf({
      people: [...people],
      devices: [...devices.values()],
      lists: [...lists.values()],
      webhooks: [...webhooks.values()],
    }),
  thaw: async (chunks) => {
    // There is always somebody in a directory that has a revision.
    if (chunks.length === 0) throw new Error('the snapshot of the directory is empty');
    const state = new DirectoryState();
    const slices = new Slices();
    for (const chunk of chunks) {
      const { people = [], devices = [], lists = [], webhooks = [] } = chunkSchema.parse(JSON.parse(chunk));
      for (const person of people) state.people.add(person);
      for (const device of devices) state.putDevice(device);
      for (const list of lists) state.putList(list);
      for (const webhook of webhooks) state.putWebhook(webhook);
      if (slices.full(chunk.length)) await slices.turn();
    }
    return state;
  },
};
