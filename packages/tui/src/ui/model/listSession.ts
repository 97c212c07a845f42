/** One list on the screen: its store, the view of it, the cursor that is pinned to a todo, and what is news in it. */
import { type Outcome, success, type Todo, type TodoCommit } from '@tock/shared';
import type { ListStore } from '../../client/client.ts';
import { criteriaOf } from '../view/criteria.ts';
import { ListView } from '../view/listView.ts';
import { anchored, moveTo, type Viewport } from '../view/viewport.ts';
import { Arrivals } from './arrivals.ts';
import { Departed } from './departed.ts';
import { Marks } from './marks.ts';
import { Missed } from './missed.ts';
import { News } from './news.ts';
import type { SessionOptions } from './sessionOptions.ts';
import { Tally } from './tally.ts';

/** A list as the screen follows it. */
export class ListSession {
  readonly list: string;
  readonly store: ListStore;
  readonly view: ListView;
  readonly marks: Marks;
  readonly tally = new Tally();
  readonly arrivals = new Arrivals();
  readonly missed = new Missed();
  filter: string;
  showDone: boolean;
  viewport: Viewport = { top: 0, cursor: 0 };
  height = 1;
  readonly #options: SessionOptions;
  readonly #stops: (() => void)[];
  #cursor: Todo | null = null;
  readonly #departed = new Departed();
  readonly #news = new News();
  #wanted: string | null;
  #minute = 0;
  /** Whether the cursor's todo has another place by our own doing: then the cursor goes there, not the rows around it. */
  #carried = false;
  /** Whether the last change of the cursor's todo was somebody else's. */
  #takenByOthers = false;

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
      this.store.subscribe(() => this.#told()),
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

  /** The todo that a key means: the one under the cursor, as a person who has just looked at the screen knows it. */
  get target(): Todo | null {
    const { seen } = this;
    return seen === null ? null : (this.store.state.get(seen.id) ?? seen);
  }

  /** The same todo as it is on screen, whatever became of it since: what a key that depends on its state goes by. */
  get seen(): Todo | null {
    return this.departed ?? this.#cursor;
  }

  /** The todo that was under the cursor and left the view too recently for a person to have seen it. */
  get departed(): Todo | null {
    return this.#departed.meant(this.#options.now().getTime());
  }

  /** The id of the cursor's row. */
  get cursor(): string | null {
    return this.#cursor?.id ?? null;
  }

  /** Shows the list by another filter; an unreadable one changes nothing. */
  refilter(filter: string, showDone: boolean, cursor = this.cursor): Outcome<null> {
    const criteria = criteriaOf(filter, { showDone, now: this.#options.now() });
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
    const now = this.#options.now();
    const minute = Math.floor(now.getTime() / 60_000);
    if (minute === this.#minute) return;
    this.#minute = minute;
    const criteria = criteriaOf(this.filter, { showDone: this.showDone, now });
    if (criteria.ok) this.view.renew(this.store.state.todos.values(), criteria.value);
  }

  /** Moves the cursor to a row: what the person asked for, so that nothing is left of where it was. */
  move(row: number): void {
    this.arrivals.moved();
    this.#departed.moved();
    this.#goTo(row);
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
    const arrived = this.arrivals.take();
    const row = arrived === null ? -1 : this.view.indexOf(arrived);
    if (row >= 0) this.#goTo(row);
    this.#news.seen(this.rows());
    const byOthers = this.#takenByOthers;
    this.#takenByOthers = false;
    const gone = before !== null && before.id !== this.cursor && this.view.get(before.id) === undefined;
    if (!gone) return null;
    this.#departed.left(before, byOthers, this.#options.now().getTime());
    return byOthers ? before : null;
  }

  /** A frame was drawn. */
  painted(): void {
    this.#departed.painted();
  }

  /** The todos on screen. */
  rows(): readonly Todo[] {
    return this.view.slice(this.viewport.top, this.height);
  }

  /** How many todos that others added are above and below the screen. */
  news(): { above: number; below: number } {
    return this.#news.around(this.view, this.viewport.top, this.height);
  }

  #goTo(row: number): void {
    this.viewport = moveTo(this.viewport, row, { length: this.view.length, height: this.height });
    this.#cursor = this.view.at(this.viewport.cursor) ?? null;
  }

  #relocate(): void {
    const row = this.#cursor === null ? 0 : this.view.rowOf(this.#cursor);
    const size = { length: this.view.length, height: this.height };
    this.viewport = this.#carried ? moveTo(this.viewport, row, size) : anchored(this.viewport, row, size);
    this.#carried = false;
    this.#cursor = this.view.at(this.viewport.cursor) ?? null;
  }

  #reset(): void {
    this.#news.clear();
    this.marks.clear();
    this.tally.reset(this.store.state.todos.values());
    const read = this.refilter(this.filter, this.showDone, this.cursor ?? this.#wanted);
    // A filter that was read once is read again, except that its dates may have become unreadable: then without it.
    if (!read.ok) this.refilter('', this.showDone);
    this.#options.changed();
  }

  #told(): void {
    const { status, catchUp } = this.store;
    if (status.phase === 'current') this.missed.caughtUp(catchUp, this.view);
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
    const shown = new Set(before.keys().filter((id) => this.view.get(id) !== undefined));
    this.view.update(touched, () => state.todos.values());
    const at = this.#options.now().getTime();
    for (const { op, by, changes } of commit.requests) {
      const own = this.#options.owns(op);
      for (const { id, type } of changes) {
        if (!own) this.marks.put(id, { by, at });
        if (!own && this.store.status.phase === 'stale') this.missed.touched(id, shown.has(id));
        if (!own && (type === 'todo_added' || type === 'todo_received')) this.#news.add(id);
        if (id === this.cursor) this.#takenByOthers = !own;
        if (own && type === 'todo_moved' && id === this.cursor) this.#carried = true;
      }
      if (own) this.arrivals.came(op, changes);
    }
    this.#options.changed();
  }
}
