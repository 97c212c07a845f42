/** What a server tells of its memory, so that it can be held against the disk (`GET /v1/memory`). */
import { DIRECTORY, type DirectoryState } from '@tock/shared';
import * as z from 'zod/mini';
import type { Ledgers } from '../ledgers.ts';
import { digestDirectory, digestTodos } from './digests.ts';

const headSchema = z.object({ rev: z.number().check(z.int(), z.gte(0)), h: z.string(), digest: z.string() });
export type MemoryHead = z.infer<typeof headSchema>;

/** Each list that is in memory, the directory too: where it stands, and the digest of all it is there. */
export const memoryReportSchema = z.object({
  epoch: z.string(),
  lists: z.record(z.string(), headSchema),
});
export type MemoryReport = z.infer<typeof memoryReportSchema>;

/** What is in the memory of a server. */
export interface Memory {
  epoch: string;
  directory(): DirectoryState;
  ledgers: Pick<Ledgers, 'loaded' | 'peek'>;
}

/** Each list as it is at its own moment, one after the other. */
export async function reportMemory({ epoch, directory, ledgers }: Memory): Promise<MemoryReport> {
  const { rev, h } = directory();
  const lists: MemoryReport['lists'] = { [DIRECTORY]: { rev, h, digest: await digestDirectory(directory()) } };
  for (const list of ledgers.loaded()) {
    const state = ledgers.peek(list)?.state;
    // It left meanwhile: then nothing of it is in memory.
    if (state === undefined) continue;
    const head = { rev: state.rev, h: state.h };
    lists[list] = { ...head, digest: await digestTodos(state) };
  }
  return { epoch, lists };
}
