/** Snapshots in chunks: a pointer says which chunks count, and is written last, so that a crash leaves the snapshot before. */
import { randomIdentifier } from '@tock/shared';
import { JournalFault, type Snapshot } from './journal.ts';
import type { Namespace } from './namespace.ts';

/** Which chunks are the snapshot of a list. */
interface Pointer {
  rev: number;
  h: string;
  /** How many chunks there are. */
  chunks: number;
  /** Sets these chunks apart from those of the snapshot before and after. */
  generation: string;
  /** The first revision whose commit is kept. */
  keptFrom: number;
}

/** How many chunks are read at once: a chunk is about 250 kB. */
const CHUNKS_AT_ONCE = 8;

// A pointer's key ends with a colon and a chunk's with a digit, so that no list's pointer is another's chunk.
const pointerKey = (list: string) => `${list}:`;
const chunkKeys = (list: string, { generation, chunks }: Pointer) =>
  Array.from({ length: chunks }, (_, index) => `${list}:${generation}:${index}`);

function parsePointer(list: string, text: string): Pointer {
  const value: unknown = JSON.parse(text);
  if (typeof value === 'object' && value !== null) {
    if ('rev' in value && 'h' in value && 'chunks' in value && 'generation' in value) {
      const { rev, h, chunks, generation } = value;
      const counts = Number.isSafeInteger(rev) && Number.isSafeInteger(chunks);
      if (counts && typeof rev === 'number' && typeof chunks === 'number' && rev >= 0 && chunks >= 0) {
        // A snapshot of an early tock does not say: nothing was ever let go.
        const keptFrom = 'keptFrom' in value ? value.keptFrom : 1;
        const kept = typeof keptFrom === 'number' && Number.isSafeInteger(keptFrom) && keptFrom >= 1;
        if (typeof h === 'string' && typeof generation === 'string' && kept)
          return { rev, h, chunks, generation, keptFrom };
      }
    }
  }
  throw new JournalFault(`the snapshot of list ${list} is damaged`);
}

async function readPointer(snapshots: Namespace, list: string): Promise<Pointer | null> {
  const [text] = await snapshots.getMany([pointerKey(list)]);
  return text === undefined ? null : parsePointer(list, text);
}

/** The newest snapshot of a list, or null. Rejects when a part of it is missing or damaged. */
export async function readSnapshot(snapshots: Namespace, list: string): Promise<Snapshot | null> {
  const pointer = await readPointer(snapshots, list);
  if (pointer === null) return null;
  const keys = chunkKeys(list, pointer);
  const chunks: string[] = [];
  while (chunks.length < keys.length) {
    const texts = await snapshots.getMany(keys.slice(chunks.length, chunks.length + CHUNKS_AT_ONCE));
    for (const text of texts) {
      if (text !== undefined) chunks.push(text);
      else return readReplacement(snapshots, list, pointer);
    }
  }
  return { rev: pointer.rev, h: pointer.h, chunks, keptFrom: pointer.keptFrom };
}

/** A chunk is gone: either a newer snapshot took the place of this one meanwhile, or the store is damaged. */
async function readReplacement(snapshots: Namespace, list: string, gone: Pointer): Promise<Snapshot | null> {
  const pointer = await readPointer(snapshots, list);
  if (pointer?.generation === gone.generation) {
    throw new JournalFault(`the snapshot of list ${list} at revision ${gone.rev} lacks a part`);
  }
  return readSnapshot(snapshots, list);
}

/** Keeps a snapshot in place of the one before. A failure leaves the one before, and a crash at worst unused chunks beside it. */
export async function writeSnapshot(snapshots: Namespace, list: string, snapshot: Snapshot): Promise<void> {
  const { rev, h, chunks, keptFrom = 1 } = snapshot;
  const pointer: Pointer = { rev, h, chunks: chunks.length, generation: randomIdentifier(), keptFrom };
  const keys = chunkKeys(list, pointer);
  const written: string[] = [];
  try {
    // One write each: commits that wait meanwhile are not held up by the whole snapshot.
    for (const [index, key] of keys.entries()) {
      written.push(key);
      await snapshots.setMany([{ key, value: chunks[index] ?? '' }]);
    }
  } catch (error) {
    // A disk that is full stays full when each try leaves its chunks behind. If even this fails, the first reason counts.
    await snapshots.deleteMany(written).catch(() => {});
    throw error;
  }
  const before = await readPointer(snapshots, list);
  await snapshots.setMany([{ key: pointerKey(list), value: JSON.stringify(pointer) }]);
  if (before !== null) await snapshots.deleteMany(chunkKeys(list, before));
}
