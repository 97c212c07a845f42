/**
 * One list in memory: the only caller of `journal.append`. Requests that wait while a write is on its way become the next
 * commit together (group commit); nothing is applied, emitted or answered before the journal said durable.
 */
import { type Commit, type CommittedRequest, chain, type Outcome, type StoredCommit, success } from '@tock/shared';
import { planCommit, type Tried, tryRequest } from './commitPlan.ts';
import { appendSurely } from './journal/appendSurely.ts';
import type { Journal } from './journal/journal.ts';
import { ListQueue } from './listQueue.ts';
import type { Landed, LedgerRequest, Rules } from './listRules.ts';
import { type Instruments, noInstruments, observeCommit } from './metrics/instruments.ts';
import { storageFull, unreadReceipt } from './refusals.ts';
import { Remembered, type RememberedWindow } from './remembered.ts';
import { Slices } from './slices.ts';
import { type Frozen, type HistoryKept, SnapshotWriter } from './snapshotWriter.ts';

/** A commit that was formed and is not durable yet. */
export interface Formed<C> {
  commit: Commit<C>;
  stored: StoredCommit;
}

/** A list whose queue stands still, for whoever must change it together with another (`jointCommit.ts`). */
export interface HeldList<Draft, C> {
  readonly list: string;
  /** The revision that its next commit will have. */
  readonly rev: number;
  readonly remembered: Remembered;
  /** What is durable, for changes to be tried on. */
  draft(): Draft;
  /** Tries a request on what is durable; see `tryRequest`. */
  attempt(request: LedgerRequest<Draft, C>, at: string): Tried<C>;
  /** Makes a commit of requests that were tried. */
  form(at: string, records: CommittedRequest<C>[], bodies: string[]): Formed<C>;
  /** The commit is durable: it is part of the list from now on. Emit it before anyone is answered (R1). */
  apply(formed: Formed<C>): void;
  emit(formed: Formed<C>): void;
  /** Another server owns the revision: learns what it stored. */
  catchUp(): Promise<void>;
  recall(rev: number, request: Asked): Promise<Outcome<Landed<C>>>;
}

/** Whose op it is. */
type Asked = Pick<LedgerRequest<never, never>, 'op' | 'by'>;

/** What a ledger needs from outside. */
export interface LedgerDependencies {
  journal: Journal;
  /** The time for display, ISO 8601 UTC. */
  now(): string;
  /** A new random identifier, for a commit. */
  identifier(): string;
  /** How long history is kept beyond what receipts and undo need; null, or not said: for ever. */
  history?: HistoryKept | null;
  /** How long ops are remembered, where it is not as `limits` says. */
  remember?: RememberedWindow;
  /** Told of every commit, where somebody watches. */
  instruments?: Instruments;
  /** Called in the turn in which a commit became durable and was applied, before anybody is answered (R1, R6). */
  emit(commit: StoredCommit): void;
  /** Something failed that is a fault of ours or of the store, in one request: for the log. */
  report(error: unknown): void;
  /** The store failed and what it holds is not known: nothing may be answered any more, the server must stop (R10). */
  fault(error: unknown): void;
}

/** Pages in which the tail of a list is read back. */
const TAIL_PAGE = { limit: 1_000, maximumBytes: 4 * 1024 * 1024 };
export class Ledger<State extends { rev: number; h: string }, Draft, C> {
  readonly #list: string;
  readonly #rules: Rules<State, Draft, C>;
  readonly #dependencies: LedgerDependencies;
  readonly #remembered: Remembered;
  readonly #state: State;
  readonly #queue: ListQueue<Draft, C>;
  readonly #snapshots: SnapshotWriter;

  private constructor(list: string, rules: Rules<State, Draft, C>, state: State, dependencies: LedgerDependencies) {
    this.#list = list;
    this.#rules = rules;
    this.#state = state;
    this.#dependencies = dependencies;
    this.#queue = new ListQueue({ commit: () => this.#commitNext(), fault: (error) => dependencies.fault(error) });
    this.#remembered = new Remembered(dependencies.remember);
    this.#snapshots = new SnapshotWriter(list, dependencies);
  }

  /** Reads a list: its snapshot and the commits after it. Rejects when any of it cannot be read: never half a list (R10). */
  static async load<State extends { rev: number; h: string }, Draft, C>(
    list: string,
    rules: Rules<State, Draft, C>,
    dependencies: LedgerDependencies,
  ): Promise<Ledger<State, Draft, C>> {
    const snapshot = await dependencies.journal.readSnapshot(list);
    const [operations, ...chunks] = snapshot?.chunks ?? [];
    const state = snapshot === null ? rules.empty() : await rules.thaw(chunks);
    const ledger = new Ledger(list, rules, state, dependencies);
    if (snapshot !== null) {
      state.rev = snapshot.rev;
      state.h = snapshot.h;
      ledger.#remembered.thaw(operations ?? '[]');
      ledger.#snapshots.found(snapshot);
    }
    await ledger.#catchUp(() => undefined);
    // A tail that an earlier run could not shorten is replayed this once.
    ledger.#snapshots.writeWhenDue(() => ledger.#freeze());
    return ledger;
  }

  /** The list as it is durable and emitted. Read it at once; never keep it over a turn, never change it. */
  get state(): State {
    return this.#state;
  }

  /** The ops that it remembers. Read it at once. */
  get remembered(): Remembered {
    return this.#remembered;
  }

  /** The first revision whose commit is kept. */
  get keptFrom(): number {
    return this.#snapshots.keptFrom;
  }

  /** How much waits in the queue. */
  get waiting(): { readonly requests: number; readonly bytes: number } {
    return this.#queue.load;
  }

  /** Where the list stands. */
  get head(): { rev: number; h: string } {
    return { rev: this.#state.rev, h: this.#state.h };
  }

  /** Whether nothing waits and nothing is being written. */
  get idle(): boolean {
    return this.#queue.running === null && this.#snapshots.writing === null;
  }

  /** Resolves when nothing waits and nothing is being written. */
  async settled(): Promise<void> {
    while (!this.idle) await Promise.all([this.#queue.running, this.#snapshots.writing]);
  }

  /** Whether a snapshot would spare the next load much, if the list comes to rest now. */
  get worthSnapshot(): boolean {
    return this.#snapshots.worth;
  }

  /** Writes a snapshot where it is worth it. Resolves when nothing waits and nothing is being written. */
  async rest(): Promise<void> {
    await this.settled();
    this.#snapshots.writeAtRest(() => this.#freeze());
    await this.settled();
  }

  /** Runs `read` in the list's own queue, between commits: what it sees is durable and emitted (R5). It must not keep the state. */
  turn<T>(read: (state: State) => T): Promise<T> {
    return this.#queue.look(() => read(this.#state));
  }

  /** Asks for a change. Answered only when it is durable (R1), once for each op (R7), or with why not. */
  submit(request: LedgerRequest<Draft, C>): Promise<Outcome<Landed<C>>> {
    return this.#queue.submit(request);
  }

  /**
   * Runs `change` in the list's own queue, which stands still until it is done. A fault in it is a fault of the list:
   * then the answer never comes, for nobody may be told anything (R10).
   */
  hold<T>(change: (held: HeldList<Draft, C>) => Promise<T>): Promise<T> {
    return this.#queue.hold(() => change(this.#held()));
  }

  /** Learns what another server stored since (a shared store): applied and emitted as our own commits are. */
  refresh(): Promise<void> {
    return this.hold(async (held) => {
      await held.catchUp();
      const { rev } = this.#state;
      if (rev === 0) return;
      const [here] = await this.#dependencies.journal.read(this.#list, rev - 1, { limit: 1, maximumBytes: 1 });
      // It slept while others stored, and what it stands on was let go since: only a fresh start knows the list.
      if (here?.rev !== rev) throw new Error(`revision ${rev} of list ${this.#list} is not kept any more`);
    });
  }

  async #commitNext(): Promise<void> {
    const at = this.#dependencies.now();
    const rev = this.#state.rev + 1;
    const { used, planned, bodies } = await planCommit(this.#queue.tasks, {
      rules: this.#rules,
      state: this.#state,
      remembered: this.#remembered,
      stamp: { rev, at },
      recall: (landed, request) => this.#recall(landed, request),
      report: (error) => this.#dependencies.report(error),
    });
    this.#queue.take(used);
    if (planned.length === 0) return;
    const records = planned.map(({ record }) => record);
    const { commit, stored } = this.#form(at, records, bodies);
    const { journal, report, instruments = noInstruments } = this.#dependencies;
    switch (await appendSurely(journal, [stored], report)) {
      case 'stored':
        this.#apply(commit, stored);
        this.#emit(stored);
        for (const { record, task } of planned) task.answer(success({ rev, changed: true, request: record }));
        observeCommit(instruments, {
          since: planned[0]?.task.since ?? 0,
          requests: records,
          bytes: stored.body.length,
        });
        this.#snapshots.writeWhenDue(() => this.#freeze());
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
        this.#queue.giveBack(planned.map(({ task }) => task));
        return;
    }
  }

  /** The next commit, from requests that were planned and their JSON. Its body is one text: stored, hashed and emitted. */
  #form(at: string, requests: CommittedRequest<C>[], bodies: string[]): Formed<C> {
    const list = this.#list;
    const rev = this.#state.rev + 1;
    const id = this.#dependencies.identifier();
    const head = JSON.stringify({ list, rev, id, at });
    const body = `${head.slice(0, -1)},"requests":[${bodies.join(',')}]}`;
    return { commit: { list, rev, id, at, requests }, stored: { list, rev, h: chain(this.#state.h, body), body } };
  }

  #held(): HeldList<Draft, C> {
    const rules = this.#rules;
    const state = this.#state;
    const remembered = this.#remembered;
    return {
      list: this.#list,
      get rev() {
        return state.rev + 1;
      },
      remembered,
      draft: () => rules.draft(state),
      attempt: (request, at) =>
        tryRequest(request, rules.draft(state), { rules, state, remembered, stamp: { rev: state.rev + 1, at } }),
      form: (at, records, bodies) => this.#form(at, records, bodies),
      apply: ({ commit, stored }) => this.#apply(commit, stored),
      emit: ({ stored }) => {
        this.#emit(stored);
        this.#snapshots.writeWhenDue(() => this.#freeze());
      },
      catchUp: () => this.#catchUp((foreign) => this.#emit(foreign)),
      recall: (rev, request) => this.#recall(rev, request),
    };
  }

  /** The first receipt of an op that came again, from the commit that holds it; unknown when that cannot be read. */
  async #recall(rev: number, { op, by }: Asked): Promise<Outcome<Landed<C>>> {
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
    this.#remembered.add(commit);
    this.#snapshots.grew(stored.body.length);
  }

  async #catchUp(applied: (commit: StoredCommit) => void): Promise<void> {
    const slices = new Slices();
    for (;;) {
      const commits = await this.#dependencies.journal.read(this.#list, this.#state.rev, TAIL_PAGE);
      if (commits.length === 0) return;
      for (const stored of commits) {
        if (chain(this.#state.h, stored.body) !== stored.h) {
          throw new Error(`the chain of list ${this.#list} breaks at revision ${stored.rev}: the store is damaged`);
        }
        this.#apply(this.#rules.parse(stored.body), stored);
        applied(stored);
        if (slices.full(stored.body.length)) await slices.turn();
      }
    }
  }

  /** The list as it stands now, for a snapshot: taken at once, its chunks made as they are asked for. */
  #freeze(): Frozen {
    const { rev, h } = this.#state;
    return {
      rev,
      h,
      operations: this.#remembered.freeze(),
      chunks: this.#rules.freeze(this.#state),
      oldestOperation: this.#remembered.oldest ?? rev,
    };
  }
}
