/** Verifies a whole store, and what a server has of it in memory. A damaged store is found, never a reason to throw. */
import { type Commit, DIRECTORY, type DirectoryState } from '@tock/shared';
import { directoryRules } from '../identity/directoryRules.ts';
import type { Snapshot } from '../journal/journal.ts';
import type { StoreReader } from '../journal/storeReader.ts';
import { todoRules } from '../todoRules.ts';
import { digestDirectory, digestTodos } from './digests.ts';
import { Findings, messageOf } from './findings.ts';
import { Halves } from './halves.ts';
import type { MemoryReport } from './memoryReport.ts';
import { type Kind, type ListSource, type Verified, verifyList } from './verifyList.ts';

const todoKind = { rules: todoRules, digest: digestTodos };
const directoryKind = { rules: directoryRules, digest: digestDirectory };

/** What was found. */
export interface Verification {
  /** A line each; none means that all is well. */
  problems: readonly string[];
  counts: Findings['counts'];
  /** How many lists in the memory of a server were held against the store; null where there was no server. */
  compared: number | null;
}

/** `memory` is what a server told before the store was opened for reading: then the store has all that it has. */
export async function verifyStore(reader: StoreReader, memory: MemoryReport | null): Promise<Verification> {
  const verification = new StoreVerification(reader, memory);
  await verification.run();
  const { findings, compared } = verification;
  return { problems: findings.problems, counts: findings.counts, compared: memory === null ? null : compared };
}

class StoreVerification {
  readonly findings = new Findings();
  compared = 0;
  readonly #reader: StoreReader;
  readonly #memory: MemoryReport | null;
  readonly #halves = new Halves();
  #lists: ReadonlyMap<string, readonly number[]> = new Map();

  constructor(reader: StoreReader, memory: MemoryReport | null) {
    this.#reader = reader;
    this.#memory = memory;
  }

  async run(): Promise<void> {
    const { findings } = this;
    this.#attempt(() => {
      for (const line of this.#reader.integrity()) findings.problem(`SQLite: ${line}`);
    });
    if (this.#memory !== null && this.#memory.epoch !== this.#reader.identity.epoch)
      findings.problem(`the server has the epoch ${this.#memory.epoch}, the store ${this.#reader.identity.epoch}`);
    this.#attempt(() => this.#readKeys());
    const directory = await this.#verify(DIRECTORY, directoryKind);
    const names = new Set([...this.#lists.keys(), ...Object.keys(this.#memory?.lists ?? {})]);
    names.delete(DIRECTORY);
    // Most lists are made before anything is written into them.
    findings.counts.lists = new Set([...names, ...(directory.state?.lists.keys() ?? [])]).size;
    for (const list of names) await this.#verify(list, todoKind);
    this.#checkDirectory(directory.state);
    this.#halves.check(findings);
  }

  /** Does what reads the store, and reports where it cannot be read. */
  #attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.findings.problem(`the store cannot be read: ${messageOf(error)}`);
    }
  }

  #readKeys(): void {
    const { lists, foreign } = this.#reader.keys();
    for (const key of foreign) this.findings.problem(`the store has a commit under the key ${key}, which is none`);
    this.#lists = lists;
    for (const list of this.#reader.snapshotLists())
      if (!lists.has(list)) this.findings.list(list, null, 'it has a snapshot, and no commits');
  }

  async #verify<State extends { rev: number; h: string }, Draft, C>(
    list: string,
    kind: Kind<State, Draft, C>,
  ): Promise<Verified<State>> {
    const { findings } = this;
    const source: ListSource = {
      list,
      revisions: this.#lists.get(list) ?? [],
      commit: (rev) => this.#reader.commit(list, rev),
      snapshot: await this.#snapshotOf(list),
      memory: this.#memory?.lists[list] ?? null,
    };
    this.#halves.expect(list, source.revisions);
    const read = (commit: Commit<C>) => this.#halves.read(commit);
    const verified = await verifyList(source, kind, findings, read);
    if (verified.compared) this.compared += 1;
    return verified;
  }

  async #snapshotOf(list: string): Promise<Snapshot | null> {
    try {
      return await this.#reader.snapshot(list);
    } catch (error) {
      this.findings.list(list, null, messageOf(error));
      return null;
    }
  }

  /** Every list is in the directory before it has a commit. */
  #checkDirectory(directory: DirectoryState | null): void {
    if (directory === null) return;
    for (const list of this.#lists.keys())
      if (list !== DIRECTORY && !directory.lists.has(list))
        this.findings.list(list, null, 'it has commits, and is not in the directory');
  }
}
