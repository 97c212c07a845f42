/** A list as far as it is known here: where it stands, and what may change that (R4). Pure: no network, no clock. */
import {
  applyCommit,
  type Cursor,
  chain,
  type ListInfo,
  ListState,
  type Opened,
  type Problem,
  type StoredCommit,
  type Todo,
  type TodoCommit,
} from '@tock/shared';
import { anotherHistory, damaged, historyGone, unreadableCommit } from './listProblems.ts';
import { readCommit } from './pages.ts';

/** Todos as they were before a commit touched them; undefined: not there. */
export type Before = Map<string, Todo | undefined>;

/** What became of a commit. */
export type Taken =
  | { kind: 'applied'; commit: TodoCommit; before: Before }
  /** It is part of what we have. */
  | { kind: 'known' }
  /** Others come before it, and we lack them. */
  | { kind: 'gap' }
  | { kind: 'failed'; problem: Problem };

/** The list at one revision. Without a cursor it begins empty at revision 0; with one it follows commits, not todos. */
export class Replica {
  readonly #stream: boolean;
  #state = new ListState();
  #epoch: string | null;
  #info: ListInfo | null = null;
  /** The chain value at `state.rev`; null when a cursor came without one. */
  #h: string | null;

  constructor(since: Cursor | null) {
    this.#stream = since !== null;
    this.#epoch = since?.epoch ?? null;
    this.#state.rev = since?.rev ?? 0;
    this.#h = since === null ? this.#state.h : (since.h ?? null);
  }

  get state(): ListState {
    return this.#state;
  }
  get epoch(): string | null {
    return this.#epoch;
  }
  /** Null until it was opened once. */
  get info(): ListInfo | null {
    return this.#info;
  }

  /** Where we stand, for asking what came after; null when we have nothing. */
  cursor(): Cursor | null {
    if (this.#epoch === null) return null;
    const at = { epoch: this.#epoch, rev: this.#state.rev };
    return this.#h === null ? at : { ...at, h: this.#h };
  }

  /** Why what the server opened does not continue what we have, or null when it does. */
  problemWith(opened: Opened): Problem | null {
    const { rev } = this.#state;
    if (this.#info !== null && this.#info.id !== opened.list.id) return damaged('it answers another list');
    if (this.#epoch !== null && this.#epoch !== opened.epoch) return anotherHistory(rev);
    if (opened.rev < rev || !this.fits(opened)) return anotherHistory(rev);
    return this.#stream && opened.content === 'todos' ? historyGone(rev) : null;
  }

  /** Whether a head of the same revision as ours has our chain value. */
  fits(head: { rev: number; h: string }): boolean {
    return head.rev !== this.#state.rev || this.#h === null || head.h === this.#h;
  }

  /** Takes the whole list as it was opened. */
  replace(opened: Opened, draft: ListState): Problem | null {
    if (draft.count > opened.count) return damaged('its todos are more than were ever added');
    draft.count = opened.count;
    draft.lastPosition = opened.lastPosition;
    draft.rev = opened.rev;
    draft.h = opened.h;
    this.#state = draft;
    return this.settle(opened);
  }

  /** The opening is complete: we stand where the server stood. */
  settle(opened: Opened): Problem | null {
    if (this.#state.rev !== opened.rev) return damaged('commits are missing');
    this.#h = opened.h;
    this.#state.h = opened.h;
    this.#epoch = opened.epoch;
    this.#info = opened.list;
    return null;
  }

  /**
   * R4: exactly `rev + 1` with a chain that fits is applied; an older one is known; a later one leaves a gap. Another
   * commit under our own revision, or one that does not continue our chain, is another history.
   */
  take(stored: StoredCommit): Taken {
    const { rev } = this.#state;
    if (stored.rev > rev + 1) return { kind: 'gap' };
    const next = stored.rev === rev + 1;
    const fits = next ? this.#h === null || chain(this.#h, stored.body) === stored.h : this.fits(stored);
    if (!fits) return { kind: 'failed', problem: anotherHistory(stored.rev) };
    if (!next) return { kind: 'known' };
    const commit = readCommit(stored);
    if (commit === null) return { kind: 'failed', problem: unreadableCommit(stored.rev) };
    return this.#apply(stored, commit);
  }

  #apply(stored: StoredCommit, commit: TodoCommit): Taken {
    const before: Before = new Map();
    if (this.#stream) {
      // The list as it stood at the cursor is not known: commits are told, todos are not made up.
      this.#state.rev = stored.rev;
      this.#state.h = stored.h;
    } else {
      for (const { changes } of commit.requests) for (const { id } of changes) before.set(id, this.#state.get(id));
      try {
        applyCommit(this.#state, commit, stored.h);
      } catch (error) {
        return { kind: 'failed', problem: damaged(error instanceof Error ? error.message : String(error)) };
      }
    }
    this.#h = stored.h;
    return { kind: 'applied', commit, before };
  }
}
