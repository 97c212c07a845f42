/** The state of the screen and its one clock: everything that is drawn is read from here, everything that happens ends here. */
import type { ListInfo, Problem } from '@tock/shared';
import type { Connection } from '../../client/client.ts';
import { Listeners } from '../../client/listeners.ts';
import type { Need } from '../keys/binding.ts';
import type { Role } from '../theme.ts';
import type { Layout } from '../view/layout.ts';
import { TodoHistory } from './history.ts';
import { Lane } from './lane.ts';
import { type Draft, type Layer, type Layers, modeOf, withDraft } from './layers.ts';
import { type Link, linkOf } from './link.ts';
import { ListSession } from './listSession.ts';
import { Lists } from './lists.ts';
import { nextMoment } from './moments.ts';
import type { WaitingMove } from './moving.ts';
import { Pace } from './pace.ts';
import { FRESH, type Resume } from './sessionOptions.ts';
import { departureWords, tellDeparture } from './telling.ts';
import type { ScreenOptions, Terminal } from './terminal.ts';
import type { Unconfirmed } from './undoing.ts';

/** Something to say, until `until` (milliseconds); the next key takes it away as well. */
export interface Notice {
  readonly text: string;
  /** What to do, or what more there is to know; null: nothing. */
  readonly hint: string | null;
  readonly role: Role | null;
  readonly until: number;
}

/** How long a notice is there, in milliseconds. */
const NOTICE = 5_000;
/** The screen. */
export class Screen {
  readonly connection: Connection;
  readonly place: string;
  readonly terminal: Terminal;
  readonly lane: Lane;
  readonly lists: Lists;
  readonly history: TodoHistory;
  session: ListSession;
  layers: Layers = [];
  notice: Notice | null = null;
  /** What could not be sent and waits until the person is done writing something else. */
  drafts: readonly Draft[] = [];
  /** The move that waits for its turn, if one does. */
  move: WaitingMove | null = null;
  /** The undo or redo of which nobody knows whether it was stored. */
  unconfirmed: Unconfirmed | null = null;
  version = 0;
  width = 80;
  /** Whether the terminal has no room for a row. */
  tooSmall = false;
  link: Link;
  readonly #options: ScreenOptions;
  readonly #listeners = new Listeners();
  readonly #stop: () => void;
  readonly #pace = new Pace(() => this.draw());
  #height = 1;

  constructor(options: ScreenOptions) {
    this.#options = options;
    this.connection = options.connection;
    this.place = options.place;
    this.terminal = options.terminal;
    const changed = () => this.invalidate();
    this.lane = new Lane({ connection: this.connection, now: () => this.now(), changed });
    this.session = this.#sessionOf(options.list);
    this.lists = new Lists(this.connection, changed);
    this.history = new TodoHistory(this.connection, changed);
    this.link = linkOf(this.connection.state, this.session.store.status, this.now());
    this.#stop = this.connection.subscribe(changed);
  }

  /** The moment, in milliseconds. */
  now(): number {
    return this.#options.now().getTime();
  }

  /** The moment as dates are read. */
  get context(): { now: Date } {
    return { now: this.#options.now() };
  }

  /** The list that is shown, as the server told last; null before it was opened. */
  get info(): ListInfo | null {
    const { info } = this.session.store;
    return info === null ? null : (this.lists.find(info.id) ?? info);
  }

  /** Whether the list that is shown takes no changes. The server says so again to every write. */
  get archived(): boolean {
    return this.info?.archived === true;
  }

  readonly subscribe = (listener: () => void): (() => void) => this.#listeners.add(listener);

  /** Something changed that nobody pressed: it is drawn with everything else of the same frame. */
  invalidate(): void {
    this.#pace.invalidate();
  }

  /** Draws the screen as it is now. */
  draw(): void {
    this.#pace.begin();
    this.session.follow();
    const left = this.session.settle();
    if (left !== null) tellDeparture(this, left);
    // What is read whole is never exchanged for its neighbour.
    if (this.session.departed !== null && modeOf(this.layers) === 'detail') this.pop();
    this.history.follow(this.layers.some(({ mode }) => mode === 'detail') ? this.session.target : null, this.session);
    const now = this.now();
    this.link = linkOf(this.connection.state, this.session.store.status, now);
    if (this.notice !== null && now >= this.notice.until) this.notice = null;
    this.#offerDrafts();
    this.version += 1;
    this.#listeners.call();
    this.#pace.wake(nextMoment(this, now) - now);
  }

  /** A frame is on the terminal. */
  painted(): void {
    this.session.painted();
  }

  /** Gives the list its lines, of so many cells. */
  resize({ list, tooSmall }: Pick<Layout, 'list' | 'tooSmall'>, width: number): void {
    this.#height = list;
    this.width = width;
    this.tooSmall = tooSmall;
    this.session.resize(list);
  }

  /** Opens another list. */
  open(list: string): void {
    this.session.close();
    this.session = this.#sessionOf(list, { filter: '', showDone: this.session.showDone, cursor: null });
  }

  /** Opens the list that is open anew, and comes back to the todo under the cursor. */
  reopen(): void {
    const { reference, filter, showDone, cursor } = this.session;
    this.session.close();
    this.session = this.#sessionOf(reference, { filter, showDone, cursor });
  }

  say(text: string, role: Role | null = null, hint?: string): void {
    this.notice = { text, hint: hint ?? null, role, until: this.now() + NOTICE };
  }

  sayProblem({ message, hint }: Problem): void {
    this.say(message, 'bad', hint);
  }

  push(layer: Layer): void {
    this.layers = [...this.layers, layer];
  }

  pop(): void {
    this.layers = this.layers.slice(0, -1);
  }

  /** Why a key may not act now, or null when it may. */
  refusal(needs: readonly Need[]): string | null {
    const { departed, target } = this.session;
    if (needs.includes('todo') && departed !== null) return departureWords(this, departed);
    if (needs.includes('todo') && target === null) return 'there is no todo here';
    const { phase } = this.connection.state;
    if (needs.includes('server') && phase !== 'live') return 'offline: the server cannot be asked';
    if (!needs.includes('connection')) return null;
    if (phase === 'refused') return `${this.link.words}: not sent`;
    if (phase !== 'live') return 'offline: not sent';
    return this.session.store.status.phase === 'failed' ? `${this.link.words}: not sent` : null;
  }

  /** Gives a text back with the reason, as soon as that disturbs nothing that is being written. */
  giveBack(draft: Draft): void {
    this.drafts = [...this.drafts, draft];
  }

  close(): void {
    this.#pace.close();
    this.#stop();
    this.history.close();
    this.lists.close();
    this.session.close();
  }

  #sessionOf(list: string, resume: Resume = FRESH): ListSession {
    const { connection, now, motion } = this.#options;
    const owns = (op: string) => this.lane.owns(op);
    const session = new ListSession({ connection, list, now, motion, owns, resume, changed: () => this.invalidate() });
    session.resize(this.#height);
    return session;
  }

  #offerDrafts(): void {
    const [first, ...rest] = this.drafts;
    if (first === undefined) return;
    const layers = withDraft(this.layers, first);
    if (layers === null) return;
    this.layers = layers;
    this.drafts = rest;
  }
}
