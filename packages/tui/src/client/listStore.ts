/** One list as its durable commits make it: opened by pages, continued by commits, never by a guess (R4). */
import {
  type Cursor,
  failure,
  type ListInfo,
  type ListState,
  type Opened,
  type Outcome,
  type Page,
  type Presence,
  type Problem,
  type RequestOf,
  type StoredCommit,
  success,
  type Todo,
  type TodoCommit,
} from '@tock/shared';
import { differing, digest } from './catchUp.ts';
import type { CatchUp, ListStatus, ListStore } from './client.ts';
import { LONGEST_TIMER_MS } from './link.ts';
import { Listeners } from './listeners.ts';
import { anotherHistory, damaged } from './listProblems.ts';
import { Opening } from './opening.ts';
import { type Before, Replica } from './replica.ts';

/** What a store asks of its connection. */
export interface ListSource {
  /** Sends the store's `request` when its turn comes; `opened` and `page` are called with what is answered. */
  open(store: FollowedList): void;
  /** The store wants nothing any more. */
  leave(store: FollowedList): void;
  /** Why nothing came so far. */
  explain(): Problem;
}

/** More commits than these are not held back while a list opens: the gap they leave is asked for. */
const MOST_HELD = 4_096;
/** The pause before asking again when asking brought nothing new, in milliseconds. */
const ASK_AGAIN_MS = 1_000;

/** The store behind {@link ListStore}; the methods that the interface does not have are the connection's. */
export class FollowedList implements ListStore {
  readonly follow: boolean;
  readonly #name: string;
  readonly #source: ListSource;
  readonly #replica: Replica;
  readonly #changes = new Listeners();
  readonly #commits = new Listeners<[TodoCommit, StoredCommit, ReadonlyMap<string, Todo | undefined>]>();
  readonly #resets = new Listeners();
  #version = 0;
  #status: ListStatus = { phase: 'opening' };
  #presence: Presence | null = null;
  #catchUp: CatchUp | null = null;
  #opening: Opening | null = null;
  #held: StoredCommit[] = [];
  /** What was touched since the connection was lost; null while it is not. */
  #touched: Before | null = null;
  /** The revision at which we last asked for what we lack. */
  #askedAt = -1;
  #telling = false;
  #closed = false;

  constructor(source: ListSource, list: string, options: { follow: boolean; since?: Cursor }) {
    this.#source = source;
    this.#name = list;
    this.#replica = new Replica(options.since ?? null);
    this.follow = options.follow;
  }

  get version(): number {
    return this.#version;
  }
  get status(): ListStatus {
    return this.#status;
  }
  get info(): ListInfo | null {
    return this.#replica.info;
  }
  get epoch(): string | null {
    return this.#replica.epoch;
  }
  get state(): ListState {
    return this.#replica.state;
  }
  get presence(): Presence | null {
    return this.#presence;
  }
  get catchUp(): CatchUp | null {
    return this.#catchUp;
  }
  /** Whether it wants anything more from the server. */
  get over(): boolean {
    return this.#closed || this.#status.phase === 'failed' || (!this.follow && this.#status.phase === 'current');
  }
  /** Whether it is to be opened: it may have been, since it asked. */
  get wanting(): boolean {
    return !this.over && this.#opening === null && this.#status.phase !== 'current';
  }
  /** The id of the list, once a server told it. */
  get listId(): string | null {
    return this.info?.id ?? this.#opening?.opened.list.id ?? null;
  }

  subscribe(listener: () => void): () => void {
    return this.#changes.add(listener);
  }
  onCommit(listener: Parameters<ListStore['onCommit']>[0]): () => void {
    return this.#commits.add(listener);
  }
  onReset(listener: () => void): () => void {
    return this.#resets.add(listener);
  }

  ready(withinMs: number): Promise<Outcome<ListInfo>> {
    return new Promise((resolve) => {
      const settle = (outcome: Outcome<ListInfo>) => {
        stop();
        clearTimeout(timer);
        resolve(outcome);
      };
      const look = () => {
        if (this.#status.phase === 'failed') settle({ ok: false, problem: this.#status.problem });
        else if (this.#closed) settle(failure('unreachable', 'the list was closed'));
        else if (this.info !== null) settle(success(this.info));
      };
      const stop = this.#changes.add(look);
      const timer = setTimeout(
        () => settle({ ok: false, problem: this.#source.explain() }),
        Math.min(withinMs, LONGEST_TIMER_MS),
      );
      look();
    });
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#abandon();
    this.#source.leave(this);
    this.#changed();
  }

  /** What to ask: the whole list, or what came after where we stand. */
  request(): RequestOf<'list:open'> {
    const since = this.#replica.cursor();
    return { list: this.info?.id ?? this.#name, follow: this.follow, ...(since === null ? {} : { since }) };
  }

  /** The server's answer to `request`. */
  opened(opened: Opened): void {
    if (this.over) return;
    const problem = this.#replica.problemWith(opened);
    if (problem !== null) this.fail(problem);
    else {
      this.#opening = new Opening(opened, {
        take: (commit) => this.#take(commit),
        complete: (opening) => this.#finish(opening),
        failed: (damage) => this.fail(damage),
      });
    }
  }

  /** A page of the opening. */
  page(page: Page): void {
    this.#opening?.page(page);
  }

  /** A commit became durable. Until the list is current it is held back. */
  commit(commit: StoredCommit): void {
    if (this.over) return;
    if (this.#status.phase === 'current') {
      this.#take(commit);
      return;
    }
    if (this.#held.length >= MOST_HELD) this.#held = [];
    this.#held.push(commit);
  }

  /** Where the list stands at the server, told when it was quiet. */
  heartbeat(head: { rev: number; h: string }): void {
    if (this.over || this.#status.phase !== 'current') return;
    if (head.rev !== this.state.rev) this.#ask();
    else if (!this.#replica.fits(head)) this.fail(anotherHistory(head.rev));
  }

  /** Who follows the list now. */
  present(presence: Presence): void {
    if (this.over) return;
    this.#presence = presence;
    this.#changed();
  }

  /** The connection is lost; `heardAt` is when it was last heard, in milliseconds of `Date.now()`. */
  lost(heardAt: number): void {
    if (this.over) return;
    this.#abandon();
    this.#askedAt = -1;
    this.#presence = null;
    if (this.info !== null) this.#touched ??= new Map();
    if (this.#status.phase === 'current') this.#enter({ phase: 'stale', asOf: heardAt });
  }

  /** It ends here: what was seen stays, and is said to be no longer followed. */
  fail(problem: Problem): void {
    if (this.over) return;
    this.#abandon();
    this.#enter({ phase: 'failed', problem });
    this.#source.leave(this);
  }

  #finish({ opened, draft }: Opening): void {
    const before = this.state;
    const problem = draft === null ? this.#replica.settle(opened) : this.#replica.replace(opened, draft);
    if (problem !== null) {
      this.fail(problem);
      return;
    }
    this.#opening = null;
    if (this.#touched !== null) {
      const touched = draft === null ? this.#touched : differing(before, draft);
      this.#catchUp = digest(touched, this.state, { at: Date.now(), anew: draft !== null });
      this.#touched = null;
    }
    this.#enter({ phase: 'current' });
    if (draft !== null) this.#resets.call();
    const held = this.#held;
    this.#held = [];
    for (const commit of held) this.commit(commit);
    if (this.over) this.#source.leave(this);
  }

  #take(stored: StoredCommit): void {
    if (this.over) return;
    const taken = this.#replica.take(stored);
    if (taken.kind === 'failed') this.fail(taken.problem);
    else if (taken.kind === 'gap') {
      if (this.#opening === null) this.#ask();
      else this.fail(damaged('commits are missing'));
    } else if (taken.kind === 'applied') {
      for (const [id, todo] of taken.before) if (this.#touched?.has(id) === false) this.#touched.set(id, todo);
      this.#commits.call(taken.commit, stored, taken.before);
      this.#changed();
    }
  }

  /** Asks for what we lack; with a pause when asking at this revision brought nothing. */
  #ask(): void {
    const again = this.#askedAt === this.state.rev;
    this.#askedAt = this.state.rev;
    this.#enter({ phase: 'stale', asOf: Date.now() });
    if (again) setTimeout(() => this.#source.open(this), ASK_AGAIN_MS).unref();
    else this.#source.open(this);
  }

  #abandon(): void {
    this.#opening?.abandon();
    this.#opening = null;
    this.#held = [];
  }

  #enter(status: ListStatus): void {
    this.#status = status;
    this.#changed();
  }

  #changed(): void {
    this.#version += 1;
    if (this.#telling) return;
    this.#telling = true;
    setImmediate(() => {
      this.#telling = false;
      this.#changes.call();
    });
  }
}
