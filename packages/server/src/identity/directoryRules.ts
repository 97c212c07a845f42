/** What a ledger must know of the directory: few and small changes, each a commit of its own. */
import {
  applyDirectoryCommit,
  type Commit,
  type DirectoryChange,
  DirectoryState,
  directoryCommitSchema,
} from '@tock/shared';
import * as z from 'zod/mini';
import type { Rules } from '../listRules.ts';

const snapshotSchema = z.strictObject({
  people: z.array(z.string()),
  devices: z.array(z.strictObject({ id: z.string(), person: z.string(), name: z.string(), tokenHash: z.string() })),
  lists: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      owner: z.string(),
      archived: z.exactOptional(z.literal(true)),
    }),
  ),
});

export const directoryRules: Rules<DirectoryState, DirectoryState, DirectoryChange> = {
  empty: () => new DirectoryState(),
  grouped: false,
  draft: (state) => state,
  tryChange: () => undefined,
  parse: (body): Commit<DirectoryChange> => directoryCommitSchema.parse(JSON.parse(body)),
  apply: applyDirectoryCommit,
  freeze: ({ people, devices, lists }) => [
    JSON.stringify({ people: [...people], devices: [...devices.values()], lists: [...lists.values()] }),
  ],
  thaw: ([text]) => {
    const state = new DirectoryState();
    const { people, devices, lists } = snapshotSchema.parse(JSON.parse(text ?? ''));
    for (const person of people) state.people.add(person);
    for (const device of devices) state.putDevice(device);
    for (const list of lists) state.putList(list);
    return state;
  },
};
