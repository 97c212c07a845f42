/** Verifies one list: dense, one chain, and every commit applies; its snapshot, and a server's memory, are what the commits make. */
import type { Commit } from '@tock/shared';
import type { Snapshot } from '../journal/journal.ts';
import { LET_GO } from '../journal/storage.ts';
import type { Rules } from '../listRules.ts';
import { Remembered } from '../remembered.ts';
import { ChainCheck } from './chainCheck.ts';
import { type Findings, messageOf } from './findings.ts';
import type { MemoryHead } from './memoryReport.ts';

/** Nothing is forgotten: what a snapshot remembers is the end of it. */
const EVERYTHING = { operations: Number.MAX_SAFE_INTEGER, days: 100_000 };

/** What the store has of a list. */
export interface ListSource {
  list: string;
  /** The revisions that are there, ascending. */
  revisions: readonly number[];
  /** What is stored for one of them, or null when it is no text. */
  commit(rev: number): string | null;
  snapshot: Snapshot | null;
  /** What a server had of it in memory before the store was looked at. */
  memory: MemoryHead | null;
}

/** What a kind of list is judged by. */
export interface Kind<State extends { rev: number; h: string }, Draft, C> {
  rules: Rules<State, Draft, C>;
  digest(state: State): Promise<string>;
}

/** What verifying a list brought to light for the others. */
export interface Verified<State> {
  /** The list at its head; null where the commits do not make one. */
  state: State | null;
  /** Whether the memory of the server could be compared. */
  compared: boolean;
}

export async function verifyList<State extends { rev: number; h: string }, Draft, C>(
  source: ListSource,
  kind: Kind<State, Draft, C>,
  findings: Findings,
  read: (commit: Commit<C>) => void,
): Promise<Verified<State>> {
  const verification = new ListVerification(source, kind, findings, read);
  return verification.run();
}

class ListVerification<State extends { rev: number; h: string }, Draft, C> {
  readonly #source: ListSource;
  readonly #kind: Kind<State, Draft, C>;
  readonly #findings: Findings;
  readonly #read: (commit: Commit<C>) => void;
  readonly #chain = new ChainCheck();
  readonly #remembered = new Remembered(EVERYTHING);
  /** The list so far; null while its first commits are only in the snapshot, and after what could not be applied. */
  #state: State | null = null;
  /** The first revision whose commit is kept. */
  #firstKept = 1;
  /** The revision before the one that is looked at, and whether its commit was let go. */
  #last = 0;
  #broken = false;
  #compared = false;

  constructor(source: ListSource, kind: Kind<State, Draft, C>, findings: Findings, read: (commit: Commit<C>) => void) {
    this.#source = source;
    this.#kind = kind;
    this.#findings = findings;
    this.#read = read;
  }

  async run(): Promise<Verified<State>> {
    const { revisions, snapshot, memory } = this.#source;
    this.#state = this.#kind.rules.empty();
    await this.#compareAt(0);
    for (const rev of revisions) await this.#visit(rev);
    const head = revisions.at(-1) ?? 0;
    if (snapshot !== null && snapshot.rev > head)
      this.#wrong(null, `its snapshot is of revision ${snapshot.rev}, and its commits end at ${head}`);
    if (memory !== null && memory.rev > head)
      this.#wrong(memory.rev, `the server has it in memory, and the store ends at revision ${head}`);
    return { state: this.#broken ? null : this.#state, compared: this.#compared };
  }

  #wrong(rev: number | null, what: string): void {
    this.#findings.list(this.#source.list, rev, what);
  }

  async #visit(rev: number): Promise<void> {
    if (rev !== this.#last + 1) {
      const [first, last] = [this.#last + 1, rev - 1];
      this.#wrong(first, first === last ? 'it is missing' : `it and those up to ${last} are missing`);
      this.#chain.missed();
      this.#broken = true;
    }
    this.#last = rev;
    let text: string | null = null;
    try {
      text = this.#source.commit(rev);
      if (text === null) this.#wrong(rev, 'it is damaged: there is no text');
    } catch (error) {
      this.#wrong(rev, `it cannot be read: ${messageOf(error)}`);
    }
    if (text === null) {
      this.#chain.missed();
      this.#broken = true;
    } else if (text.startsWith(LET_GO)) this.#letGo(rev, text.slice(LET_GO.length));
    else await this.#kept(rev, text);
  }

  #letGo(rev: number, h: string): void {
    const { snapshot } = this.#source;
    this.#findings.counts.letGo += 1;
    if (rev !== this.#firstKept) this.#wrong(rev, 'it was let go, and one before it is kept');
    else this.#firstKept = rev + 1;
    if (!this.#chain.letGo(h)) this.#wrong(rev, 'it was let go, and what is left is no chain value');
    if (snapshot === null) {
      if (rev === 1) this.#wrong(rev, 'it was let go, and there is no snapshot in its place');
      this.#broken = true;
    } else if (rev >= (snapshot.keptFrom ?? 1))
      this.#wrong(rev, 'it was let go, and the snapshot says that it is kept');
    this.#checkSnapshotChain(rev, h);
    this.#state = null;
  }

  async #kept(rev: number, text: string): Promise<void> {
    this.#findings.counts.commits += 1;
    const space = text.indexOf(' ');
    const [h, body] = space === -1 ? ['', text] : [text.slice(0, space), text.slice(space + 1)];
    if (!this.#chain.follows(h, body)) this.#wrong(rev, 'its chain value does not follow from the commit before it');
    this.#checkSnapshotChain(rev, h);
    try {
      const commit = this.#kind.rules.parse(body);
      if (commit.rev !== rev || commit.list !== this.#source.list)
        throw new Error(`it says that it is revision ${commit.rev} of list ${commit.list}`);
      this.#read(commit);
      this.#remembered.add(commit);
      if (this.#state !== null && !this.#broken) this.#kind.rules.apply(this.#state, commit, h);
    } catch (error) {
      this.#wrong(rev, `it does not apply: ${messageOf(error)}`);
      this.#broken = true;
    }
    if (this.#source.snapshot?.rev === rev) await this.#atSnapshot(this.#source.snapshot);
    await this.#compareAt(rev);
  }

  #checkSnapshotChain(rev: number, h: string): void {
    const { snapshot } = this.#source;
    if (snapshot?.rev === rev && snapshot.h !== h)
      this.#wrong(rev, 'its snapshot has another chain value than its commit');
  }

  /** The list stands where its snapshot was made: they must be the same; where the commits are not whole, it goes on from there. */
  async #atSnapshot({ rev, h, chunks: [operations = '[]', ...chunks] }: Snapshot): Promise<void> {
    const { rules, digest } = this.#kind;
    this.#findings.counts.snapshots += 1;
    try {
      const state = await rules.thaw(chunks);
      state.rev = rev;
      state.h = h;
      if (this.#state !== null && !this.#broken && (await digest(state)) !== (await digest(this.#state)))
        this.#wrong(rev, 'its snapshot is not what its commits make');
      // Of a list whose first commits are gone, only the snapshot knows the beginning.
      if (this.#state === null) this.#state = state;
      this.#checkRemembered(rev, operations);
    } catch (error) {
      this.#wrong(rev, `its snapshot cannot be read: ${messageOf(error)}`);
      this.#broken ||= this.#state === null;
    }
  }

  #checkRemembered(rev: number, operations: string): void {
    // Of commits that are missing, the ops are too.
    if (this.#broken) return;
    const snapshot = new Remembered(EVERYTHING);
    snapshot.thaw(operations);
    const entriesOf = (remembered: Remembered): unknown[] => JSON.parse(remembered.freeze());
    const [frozen, all] = [entriesOf(snapshot), entriesOf(this.#remembered)];
    const expected = frozen.length === 0 ? all : all.slice(-frozen.length);
    if (JSON.stringify(frozen) !== JSON.stringify(expected))
      this.#wrong(rev, 'the ops that its snapshot remembers are not those of its commits');
  }

  async #compareAt(rev: number): Promise<void> {
    const { memory } = this.#source;
    if (memory?.rev !== rev || this.#state === null || this.#broken) return;
    this.#compared = true;
    if (memory.h !== this.#state.h) this.#wrong(rev, 'the server has another chain value in memory');
    else if (memory.digest !== (await this.#kind.digest(this.#state)))
      this.#wrong(rev, 'what the server has in memory is not what the store has');
  }
}
