/** When a list gets a snapshot, and how: in the background, a chunk at a time, so that a load never replays more than a bounded tail. */
import type { Journal, Snapshot } from './journal/journal.ts';
import { firstKept } from './thinning.ts';

/** A snapshot is written when this many commits came after the last one … */
const TAIL_COMMITS = 1_000;
/** … or when they outgrew half of it; below this size it is not worth it. */
const TAIL_BYTES = 256 * 1024;
/** How much less is enough when the list comes to rest: nobody waits then, and the next load is spared the tail. */
const AT_REST = 10;

/** A list at one revision, on its way to the disk. */
export interface Frozen {
  rev: number;
  h: string;
  /** The ops that it remembers, as text. */
  operations: string;
  chunks: Iterable<string>;
  /** The revision of the oldest op that it remembers: receipts and undo need its commit, and those after it. */
  oldestOperation: number;
}

/** How long history is kept beyond what receipts and undo need; null: for ever. */
export interface HistoryKept {
  days: number;
}

interface SnapshotDependencies {
  journal: Journal;
  /** The time, ISO 8601 UTC. */
  now(): string;
  history?: HistoryKept | null;
  report(error: unknown): void;
  fault(error: unknown): void;
}

export class SnapshotWriter {
  readonly #list: string;
  readonly #dependencies: SnapshotDependencies;
  #tail = { commits: 0, bytes: 0 };
  #snapshotBytes = 0;
  #writing: Promise<void> | null = null;
  #keptFrom = 1;

  constructor(list: string, dependencies: SnapshotDependencies) {
    this.#list = list;
    this.#dependencies = dependencies;
  }

  /** Resolves when the snapshot that is being written is on the disk; null when none is. */
  get writing(): Promise<void> | null {
    return this.#writing;
  }

  /** The first revision whose commit is kept. */
  get keptFrom(): number {
    return this.#keptFrom;
  }

  /** Whether a snapshot would spare the next load much, when the list comes to rest now. */
  get worth(): boolean {
    const { commits, bytes } = this.#tail;
    const long = commits >= TAIL_COMMITS / AT_REST || bytes > TAIL_BYTES / AT_REST;
    // A large list takes long to write: not for a tail that is nothing beside it.
    return long && bytes > this.#snapshotBytes / AT_REST;
  }

  /** The list was loaded from this snapshot. */
  found({ chunks, keptFrom = 1 }: Snapshot): void {
    this.#keptFrom = keptFrom;
    this.#snapshotBytes = chunks.reduce((bytes, chunk) => bytes + chunk.length, 0);
  }

  /** A commit of so many bytes came after the last snapshot. */
  grew(bytes: number): void {
    this.#tail.commits += 1;
    this.#tail.bytes += bytes;
  }

  /** Writes a snapshot in the background if it is time for one and none is being written. */
  writeWhenDue(freeze: () => Frozen): void {
    const { commits, bytes } = this.#tail;
    const due = commits >= TAIL_COMMITS || (bytes > TAIL_BYTES && bytes > this.#snapshotBytes / 2);
    if (due) this.#begin(freeze);
  }

  /** The same where it is worth it for a list that comes to rest. */
  writeAtRest(freeze: () => Frozen): void {
    if (this.worth) this.#begin(freeze);
  }

  #begin(freeze: () => Frozen): void {
    if (this.#writing !== null) return;
    this.#tail = { commits: 0, bytes: 0 };
    this.#writing = this.#write(freeze())
      .catch((error: unknown) => this.#dependencies.fault(error))
      .finally(() => {
        this.#writing = null;
      });
  }

  async #write({ rev, h, operations, chunks, oldestOperation }: Frozen): Promise<void> {
    const { journal, report } = this.#dependencies;
    const keptFrom = await this.#thinned(Math.min(rev, oldestOperation));
    const snapshot: Snapshot = { rev, h, chunks: [operations], keptFrom };
    for (const chunk of chunks) {
      snapshot.chunks.push(chunk);
      // Others are served between two chunks of a large list.
      await new Promise(setImmediate);
    }
    const written = await journal.writeSnapshot(this.#list, snapshot);
    // A snapshot only spares the next start some work: without room for it, the tail simply stays longer.
    if (written === 'full') return report(new Error(`there is no room for a snapshot of list ${this.#list}`));
    const before = this.#keptFrom;
    this.found(snapshot);
    if (keptFrom > before) await journal.discard(this.#list, keptFrom);
  }

  /** The first revision to keep from now on; `limit` is kept in any case. */
  #thinned(limit: number): Promise<number> {
    const { journal, now, history = null } = this.#dependencies;
    if (history === null) return Promise.resolve(this.#keptFrom);
    const before = new Date(Date.parse(now()) - history.days * 86_400_000).toISOString();
    return firstKept(journal, this.#list, this.#keptFrom, { before, limit });
  }
}
