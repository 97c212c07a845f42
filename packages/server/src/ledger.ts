/**
 * One list in memory and its queue: the only caller of `journal.append`. Requests that wait while a write is on its way
 * become the next commit together (group commit); nothing is applied, emitted or answered before the journal said durable.
 */
import {
  type Commit,
  type CommittedRequest,
  chain,
  limits,
  type Outcome,
  randomIdentifier,
  type StoredCommit,
  success,
} from '@tock/shared';
import type { Journal, Snapshot } from './journal/journal.ts';
import { internalFault, opReused, storageFull, tooLarge, unreadReceipt } from './refusals.ts';
import { Remembered } from './remembered.ts';

/** What a ledger must know of the kind of list it holds. All pure; `State` is mutated by `apply` alone (R8). */
export interface Rules<State extends { rev: number; h: string }, Draft, C> {
  empty(): State;
  /** Whether several requests may share a commit; then each is planned on a draft with those before it. */
  grouped: boolean;
  /** A view of the state on which the changes of a commit that is being formed can be tried. */
  draft(state: State): Draft;
  tryChange(draft: Draft, change: C, stamp: { rev: number; at: string; by: string }): void;
  parse(body: string): Commit<C>;
  apply(state: State, commit: Commit<C>, h: string): void;
  /** The state at its revision, as text; `freeze` is quick, the chunks are made one at a time when asked for. */
  freeze(state: State): Iterable<string>;
  thaw(chunks: string[]): State;
}

/** What a request wants: the changes it makes, and what already was as it asked. */
export interface Plan<C> {
  changes: C[];
  unchanged?: { id: string; title: string }[];
}

/** A request on its way into a list. */
export interface LedgerRequest<Draft, C> {
  op: string;
  by: string;
  fingerprint: string;
  /** Permission and checks, in the queue's turn, against the list as it will be when the commit lands (R12). */
  plan(draft: Draft): Outcome<Plan<C>>;
}

/** What became of a request: the request as its commit has it, and where. `changed` is false when there was nothing to do. */
export interface Landed<C> {
  rev: number;
  changed: boolean;
  request: CommittedRequest<C>;
}

interface RequestTask<Draft, C> {
  kind: 'request';
  request: LedgerRequest<Draft, C>;
  answer: (outcome: Outcome<Landed<C>>) => void;
}
type Task<State, Draft, C> = { kind: 'turn'; run: (state: State) => void } | RequestTask<Draft, C>;

/** What a ledger needs from outside. */
export interface LedgerDependencies {
  journal: Journal;
  /** The time for display, ISO 8601 UTC. */
  now(): string;
  /** Called in the turn in which a commit became durable and was applied, before anybody is answered (R1, R6). */
  emit(commit: StoredCommit): void;
  /** Something failed that is a fault of ours or of the store, in one request: for the log. */
  report(error: unknown): void;
  /** The store failed and what it holds is not known: nothing may be answered any more, the server must stop (R10). */
  fault(error: unknown): void;
}

/** Pages in which the tail of a list is read back. */
const TAIL_PAGE = { limit: 1_000, maximumBytes: 4 * 1024 * 1024 };
/** A snapshot is written when this many commits came after the last one … */
const TAIL_COMMITS = 1_000;
/** … or when they outgrew half of it; below this size it is not worth it. */
const TAIL_BYTES = 256 * 1024;

/** A request that was planned and waits for its commit. */
interface Planned<Draft, C> {
  task: RequestTask<Draft, C>;
  record: CommittedRequest<C>;
}

/** What trying a request on a draft gave: its part of a commit, or an answer without one (and the fault behind it). */
type Tried<C> =
  | { kind: 'commit'; record: CommittedRequest<C>; body: string; bytes: number }
  | { kind: 'answer'; outcome: Outcome<Landed<C>>; error?: unknown };

export class Ledger<State extends { rev: number; h: string }, Draft, C> {
  readonly #list: string;
  readonly #rules: Rules<State, Draft, C>;
  readonly #dependencies: LedgerDependencies;
  readonly #remembered = new Remembered();
  readonly #state: State;
  #tasks: Task<State, Draft, C>[] = [];
  #running: Promise<void> | null = null;
  #broken = false;
  #tail = { commits: 0, bytes: 0, snapshotBytes: 0 };
  #snapshotting: Promise<void> | null = null;

  private constructor(list: string, rules: Rules<State, Draft, C>, state: State, dependencies: LedgerDependencies) {
    this.#list = list;
    this.#rules = rules;
    this.#state = state;
    this.#dependencies = dependencies;
  }

  /** Reads a list: its snapshot and the commits after it. Rejects when any of it cannot be read: never half a list (R10). */
  static async load<State extends { rev: number; h: string }, Draft, C>(
    list: string,
    rules: Rules<State, Draft, C>,
    dependencies: LedgerDependencies,
  ): Promise<Ledger<State, Draft, C>> {
    const snapshot = await dependencies.journal.readSnapshot(list);
    const [operations, ...chunks] = snapshot?.chunks ?? [];
    const state = snapshot === null ? rules.empty() : rules.thaw(chunks);
    const ledger = new Ledger(list, rules, state, dependencies);
    if (snapshot !== null) {
      state.rev = snapshot.rev;
      state.h = snapshot.h;
      ledger.#remembered.thaw(operations ?? '[]');
      ledger.#tail.snapshotBytes = snapshot.chunks.reduce((bytes, chunk) => bytes + chunk.length, 0);
    }
    await ledger.#catchUp(() => undefined);
    return ledger;
  }

  /** The list as it is durable and emitted. Read it at once; never keep it over a turn, never change it. */
  get state(): State {
    return this.#state;
  }

  /** Where the list stands. */
  get head(): { rev: number; h: string } {
    return { rev: this.#state.rev, h: this.#state.h };
  }

  /** Whether nothing waits and nothing is being written. */
  get idle(): boolean {
    return this.#running === null && this.#snapshotting === null;
  }

  /** Resolves when nothing waits and nothing is being written. */
  async settled(): Promise<void> {
    while (!this.idle) await Promise.all([this.#running, this.#snapshotting]);
  }

  /** Runs `read` in the list's own queue, between commits: what it sees is durable and emitted (R5). It must not keep the state. */
  turn<T>(read: (state: State) => T): Promise<T> {
    return new Promise((resolve, reject) => {
      const run = (state: State) => {
        try {
          resolve(read(state));
        } catch (error) {
          reject(error);
        }
      };
      this.#enqueue({ kind: 'turn', run });
    });
  }

  /** Asks for a change. Answered only when it is durable (R1), once for each op (R7), or with why not. */
  submit(request: LedgerRequest<Draft, C>): Promise<Outcome<Landed<C>>> {
    return new Promise((answer) => this.#enqueue({ kind: 'request', request, answer }));
  }

  #enqueue(task: Task<State, Draft, C>): void {
    this.#tasks.push(task);
    if (!this.#broken) this.#running ??= this.#run();
  }

  async #run(): Promise<void> {
    // One turn of the event loop later, so that requests that arrived together share a commit.
    await new Promise(setImmediate);
    try {
      while (this.#tasks.length > 0) {
        // What was read in a turn is answered before a later commit is told to those who joined in it.
        if (this.#takeTurns() > 0) await new Promise(setImmediate);
        await this.#commitNext();
      }
    } catch (error) {
      // What is in memory can no longer be trusted against what is on disk, and nobody may be told anything (R10).
      this.#broken = true;
      this.#dependencies.fault(error);
    } finally {
      this.#running = null;
    }
  }

  #takeTurns(): number {
    let turns = 0;
    for (const task of this.#tasks) {
      if (task.kind !== 'turn') break;
      turns += 1;
      task.run(this.#state);
    }
    this.#tasks.splice(0, turns);
    return turns;
  }

  async #commitNext(): Promise<void> {
    const at = this.#dependencies.now();
    const rev = this.#state.rev + 1;
    const { planned, bodies } = await this.#plan(rev, at);
    if (planned.length === 0) return;
    const id = randomIdentifier();
    const commit: Commit<C> = { list: this.#list, rev, id, at, requests: planned.map(({ record }) => record) };
    const head = JSON.stringify({ list: this.#list, rev, id, at });
    const body = `${head.slice(0, -1)},"requests":[${bodies.join(',')}]}`;
    const stored: StoredCommit = { list: this.#list, rev, h: chain(this.#state.h, body), body };
    const appended = await this.#dependencies.journal.append([stored]);
    switch (appended) {
      case 'stored':
        this.#apply(commit, stored);
        this.#emit(stored);
        for (const { record, task } of planned) task.answer(success({ rev, changed: true, request: record }));
        this.#snapshotWhenDue();
        return;
      case 'full':
        for (const { task } of planned) task.answer(storageFull());
        return;
      case 'conflict':
        // Another server owns this revision: learn what it stored, then plan the same requests again.
        await this.#catchUp((foreign) => this.#emit(foreign));
        if (this.#state.rev < rev) {
          throw new Error(`the store refuses revision ${rev} of list ${this.#list}, and has no other in its place`);
        }
        this.#tasks.unshift(...planned.map(({ task }) => task));
        return;
    }
  }

  /**
   * Takes the requests that wait, in their order, as far as one commit may hold them, and plans them. Requests without an
   * effect (refused, repeated, nothing to change) are answered at once while nothing is planned before them, and after the
   * commit otherwise: their answer may rest on what that commit makes durable. What was answered is never planned again.
   */
  async #plan(rev: number, at: string): Promise<{ planned: Planned<Draft, C>[]; bodies: string[] }> {
    let draft = this.#rules.draft(this.#state);
    const planned: Planned<Draft, C>[] = [];
    const bodies: string[] = [];
    const inCommit = new Set<string>();
    let used = 0;
    let changes = 0;
    let bytes = 0;
    for (const task of this.#tasks) {
      if (task.kind === 'turn') break;
      const { request, answer } = task;
      const key = Remembered.key(request.by, request.op);
      // The first use of this op is in the commit being formed: its repeat is answered when that is durable.
      if (inCommit.has(key) || (planned.length > 0 && !this.#rules.grouped)) break;
      const remembered = this.#remembered.get(key);
      if (remembered !== undefined) {
        used += 1;
        const same = remembered.fingerprint === request.fingerprint;
        answer(same ? await this.#recall(remembered.rev, request) : opReused(request.op));
        continue;
      }
      const tried = this.#try(request, draft, rev, at);
      if (tried.kind === 'answer') {
        if (planned.length > 0) break;
        used += 1;
        if (tried.error !== undefined) this.#dependencies.report(tried.error);
        answer(tried.outcome);
        draft = this.#rules.draft(this.#state);
        continue;
      }
      const { record, body } = tried;
      changes += record.changes.length;
      bytes += tried.bytes;
      const tooMuch = changes > limits.commitChanges || bytes > limits.commitBytes;
      if (planned.length > 0 && tooMuch) break;
      used += 1;
      inCommit.add(key);
      planned.push({ task, record });
      bodies.push(body);
      if (tooMuch) break;
    }
    this.#tasks.splice(0, used);
    return { planned, bodies };
  }

  /** Tries a request on a draft, which is of no further use when the answer is no part of a commit. A throw is a fault of ours in this request alone. */
  #try(request: LedgerRequest<Draft, C>, draft: Draft, rev: number, at: string): Tried<C> {
    try {
      const outcome = request.plan(draft);
      if (!outcome.ok) return { kind: 'answer', outcome };
      const { op, by, fingerprint } = request;
      const record: CommittedRequest<C> = { op, by, fingerprint, ...outcome.value };
      const body = JSON.stringify(record);
      const bytes = Buffer.byteLength(body);
      // A small request may name much: what it makes is bounded too, for it goes to everyone in one piece.
      if (bytes > limits.batchBytes) return { kind: 'answer', outcome: tooLarge(bytes, limits.batchBytes, 'bytes') };
      if (record.changes.length === 0) {
        return { kind: 'answer', outcome: success({ rev: this.#state.rev, changed: false, request: record }) };
      }
      for (const change of record.changes) this.#rules.tryChange(draft, change, { rev, at, by });
      return { kind: 'commit', record, body, bytes };
    } catch (error) {
      return { kind: 'answer', outcome: internalFault(), error };
    }
  }

  /** The first receipt of an op that came again, from the commit that holds it; unknown when that cannot be read. */
  async #recall(rev: number, { op, by }: LedgerRequest<Draft, C>): Promise<Outcome<Landed<C>>> {
    try {
      const [stored] = await this.#dependencies.journal.read(this.#list, rev - 1, { limit: 1, maximumBytes: 1 });
      const commit = stored?.rev === rev ? this.#rules.parse(stored.body) : undefined;
      const request = commit?.requests.find((candidate) => candidate.op === op && candidate.by === by);
      if (request === undefined) throw new Error(`revision ${rev} of list ${this.#list} does not hold op ${op}`);
      return success({ rev, changed: true, request });
    } catch (error) {
      this.#dependencies.report(error);
      return unreadReceipt(rev);
    }
  }

  /** Tells the world of a durable commit. Whoever it does not reach meets a gap and asks; no request fails for it (R1). */
  #emit(stored: StoredCommit): void {
    try {
      this.#dependencies.emit(stored);
    } catch (error) {
      this.#dependencies.report(error);
    }
  }

  #apply(commit: Commit<C>, stored: StoredCommit): void {
    this.#rules.apply(this.#state, commit, stored.h);
    for (const { op, by, fingerprint } of commit.requests) {
      this.#remembered.add(Remembered.key(by, op), { fingerprint, rev: commit.rev, at: commit.at });
    }
    this.#tail.commits += 1;
    this.#tail.bytes += stored.body.length;
  }

  async #catchUp(applied: (commit: StoredCommit) => void): Promise<void> {
    for (;;) {
      const commits = await this.#dependencies.journal.read(this.#list, this.#state.rev, TAIL_PAGE);
      if (commits.length === 0) return;
      for (const stored of commits) {
        if (chain(this.#state.h, stored.body) !== stored.h) {
          throw new Error(`the chain of list ${this.#list} breaks at revision ${stored.rev}: the store is damaged`);
        }
        this.#apply(this.#rules.parse(stored.body), stored);
        applied(stored);
      }
    }
  }

  #snapshotWhenDue(): void {
    const { commits, bytes, snapshotBytes } = this.#tail;
    const due = commits >= TAIL_COMMITS || (bytes > TAIL_BYTES && bytes > snapshotBytes / 2);
    if (!due || this.#snapshotting !== null) return;
    this.#snapshotting = this.#writeSnapshot()
      .catch((error: unknown) => this.#dependencies.fault(error))
      .finally(() => {
        this.#snapshotting = null;
      });
  }

  async #writeSnapshot(): Promise<void> {
    const { rev, h } = this.#state;
    const frozen = this.#rules.freeze(this.#state);
    const snapshot: Snapshot = { rev, h, chunks: [this.#remembered.freeze()] };
    this.#tail = { commits: 0, bytes: 0, snapshotBytes: 0 };
    for (const chunk of frozen) {
      snapshot.chunks.push(chunk);
      this.#tail.snapshotBytes += chunk.length;
      await new Promise(setImmediate);
    }
    const written = await this.#dependencies.journal.writeSnapshot(this.#list, snapshot);
    // A snapshot only spares the next start some work: without room for it, the tail simply stays longer.
    if (written === 'full')
      this.#dependencies.report(new Error(`there is no room for a snapshot of list ${this.#list}`));
  }
}
