/** One list on the screen: its store, the view of it, the cursor that is pinned to a todo, and what is news in it. */
import { clock, type Outcome, success, type Todo, type TodoCommit } from '@tock/shared';
import type { Connection, ListStore } from '../../client/client.ts';
import { criteriaOf } from '../view/criteria.ts';
import { ListView } from '../view/listView.ts';
import { anchored, moveTo, type Viewport } from '../view/viewport.ts';
import { Marks } from './marks.ts';
import { Tally } from './tally.ts';

/** How a list is looked at: what a session begins with, and leaves to the next. */
export interface Resume {
  readonly filter: string;
  readonly showDone: boolean;
  /** The id of the todo to come back to. */
  readonly cursor: string | null;
}

/** A list seen for the first time. */
export const FRESH: Resume = { filter: '', showDone: false, cursor: null };

/** What a session is made of. */
export interface SessionOptions {
  readonly connection: Connection;
  readonly list: string;
  readonly now: () => Date;
  readonly motion: boolean;
  readonly resume: Resume;
  /** Whether an op was sent from this screen. */
  readonly owns: (op: string) => boolean;
  /** Something is to be drawn anew, not later than the next frame. */
  readonly changed: () => void;
}

/** How many new rows outside the screen are told apart: beyond it, it is "999+". */
const MOST_UNSEEN = 1_000;

/** A list as the screen follows it. */
export class ListSession {
  readonly list: string;
  readonly store: ListStore;
  readonly view: ListView;
  readonly marks: Marks;
  readonly tally = new Tally();
  filter: string;
  showDone: boolean;
  viewport: Viewport = { top: 0, cursor: 0 };
  height = 1;
  readonly #options: SessionOptions;
  readonly #stops: (() => void)[];
  #cursor: Todo | null = null;
  /** The todo that was under the cursor in the frame on screen, when it went away since. */
  #displaced: Todo | null = null;
  #unseen = new Set<string>();
  #moves = 0;
  #wanted: string | null;
  #minute = 0;
  /** The ops of todos written here that the cursor shall go to, with the moves made when they were sent. */
  readonly #awaited = new Map<string, number>();
  #arrived: string | null = null;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.list = options.list;
    this.store = options.connection.open(options.list, { follow: true });
    this.marks = new Marks(options.motion);
    this.filter = options.resume.filter;
    this.showDone = options.resume.showDone;
    this.#wanted = options.resume.cursor;
    this.view = new ListView({ shows: () => false, keeps: () => false });
    this.#stops = [
      this.store.onReset(() => this.#reset()),
      this.store.onCommit((commit, _, before) => this.#commit(commit, before)),
      this.store.subscribe(options.changed),
    ];
    this.#reset();
  }

  close(): void {
    for (const stop of this.#stops) stop();
    this.store.close();
  }

  /** The name by which the server is asked: the id of the list, once it is known. */
  get reference(): string {
    return this.store.info?.id ?? this.list;
  }

  /** The todo that a key means: the one under the cursor in the frame that is on screen. */
  get target(): Todo | null {
    const { seen } = this;
    return seen === null ? null : (this.store.state.get(seen.id) ?? seen);
  }

  /** The same todo as it is on screen, whatever became of it since: what a key that depends on its state goes by. */
  get seen(): Todo | null {
    return this.#displaced ?? this.#cursor;
  }

  /** Whether the todo that was under the cursor left the view since the last frame. */
  get displaced(): boolean {
    return this.#displaced !== null;
  }

  /** The id of the cursor's row. */
  get cursor(): string | null {
    return this.#cursor?.id ?? null;
  }

  /** Shows the list by another filter; an unreadable one changes nothing. */
  refilter(filter: string, showDone: boolean, cursor = this.cursor): Outcome<null> {
    const context = { now: this.#options.now() };
    const criteria = criteriaOf({ text: filter, showDone }, context, clock(context));
    if (!criteria.ok) return criteria;
    this.filter = filter;
    this.showDone = showDone;
    this.view.rebuild(this.store.state.todos.values(), criteria.value);
    const wanted = cursor === null ? undefined : this.store.state.get(cursor);
    if (wanted !== undefined) this.#cursor = wanted;
    this.#relocate();
    return success(null);
  }

  /** Follows the clock, at most once a minute: what waited until now belongs to the view; what was ticked stays. */
  follow(): void {
    const context = { now: this.#options.now() };
    const minute = Math.floor(context.now.getTime() / 60_000);
    if (minute === this.#minute) return;
    this.#minute = minute;
    const criteria = criteriaOf({ text: this.filter, showDone: this.showDone }, context, clock(context));
    if (criteria.ok) this.view.renew(this.store.state.todos.values(), criteria.value);
  }

  /** Moves the cursor to a row: what the person asked for, so that nothing is left of where it was. */
  move(row: number): void {
    this.#moves += 1;
    this.#displaced = null;
    this.#goTo(row);
  }

  /** Lets the cursor go to what this op adds, unless it is moved before. */
  await(op: string): void {
    this.#awaited.set(op, this.#moves);
  }

  /** Gives the rows so many lines of the screen. */
  resize(height: number): void {
    if (height === this.height) return;
    this.height = height;
    this.viewport = moveTo(this.viewport, this.viewport.cursor, { length: this.view.length, height });
  }

  /**
   * Brings cursor and rows in line with the list, before a frame is drawn. Returns the todo that was under the cursor
   * when somebody else made it leave the view since the last frame.
   */
  settle(): Todo | null {
    const before = this.#cursor;
    this.#relocate();
    if (this.#arrived !== null) {
      const row = this.view.indexOf(this.#arrived);
      if (row >= 0) this.#goTo(row);
      this.#arrived = null;
    }
    for (const todo of this.rows()) this.#unseen.delete(todo.id);
    const gone = before !== null && before.id !== this.cursor && this.view.get(before.id) === undefined;
    if (!gone) return null;
    this.#displaced ??= before;
    return this.marks.of(before.id, this.#options.now().getTime()) === null ? null : before;
  }

  /** A frame was drawn: what is under the cursor now is what the person sees. */
  painted(): void {
    this.#displaced = null;
  }

  /** The todos on screen. */
  rows(): readonly Todo[] {
    return this.view.slice(this.viewport.top, this.height);
  }

  /** How many todos that others added are above and below the screen. */
  news(): { above: number; below: number } {
    const counts = { above: 0, below: 0 };
    for (const id of this.#unseen) {
      const row = this.view.indexOf(id);
      if (row < 0) this.#unseen.delete(id);
      else if (row < this.viewport.top) counts.above += 1;
      else if (row >= this.viewport.top + this.height) counts.below += 1;
    }
    return counts;
  }

  #goTo(row: number): void {
    this.viewport = moveTo(this.viewport, row, { length: this.view.length, height: this.height });
    this.#cursor = this.view.at(this.viewport.cursor) ?? null;
  }

  #relocate(): void {
    const row = this.#cursor === null ? 0 : this.view.placeOf(this.#cursor);
    this.viewport = anchored(this.viewport, row, { length: this.view.length, height: this.height });
    this.#cursor = this.view.at(this.viewport.cursor) ?? null;
  }

  #reset(): void {
    this.#unseen.clear();
    this.marks.clear();
    this.tally.reset(this.store.state.todos.values());
    const read = this.refilter(this.filter, this.showDone, this.cursor ?? this.#wanted);
    // A filter that was read once is read again, except that its dates may have become unreadable: then without it.
    if (!read.ok) this.refilter('', this.showDone);
    this.#options.changed();
  }

  #commit(commit: TodoCommit, before: ReadonlyMap<string, Todo | undefined>): void {
    const { state } = this.store;
    const touched: Todo[] = [];
    for (const [id, previous] of before) {
      const todo = state.get(id);
      this.tally.change(previous, todo);
      if (todo !== undefined) touched.push(todo);
    }
    this.view.update(touched, () => state.todos.values());
    const at = this.#options.now().getTime();
    for (const { op, by, changes } of commit.requests) {
      const own = this.#options.owns(op);
      for (const change of changes) {
        if (!own) this.marks.put(change.id, { by, at });
        if (change.type !== 'todo_added') continue;
        if (own) this.#arrive(op, change.id);
        else if (this.#unseen.size < MOST_UNSEEN) this.#unseen.add(change.id);
      }
    }
    this.#options.changed();
  }

  #arrive(op: string, id: string): void {
    if (this.#awaited.get(op) === this.#moves) this.#arrived = id;
  }
}
