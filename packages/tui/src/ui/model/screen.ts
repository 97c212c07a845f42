/** The state of the screen and its one clock: everything that is drawn is read from here, everything that happens ends here. */
import { type Problem, sanitise, type Todo } from '@tock/shared';
import type { Connection } from '../../client/client.ts';
import type { Need } from '../keymap.ts';
import type { Role } from '../theme.ts';
import { Lane } from './lane.ts';
import { type Draft, type Layer, type Layers, modeOf, withDraft } from './layers.ts';
import { type Link, linkOf } from './link.ts';
import { FRESH, ListSession, type Resume } from './listSession.ts';
import { Lists } from './lists.ts';

/** What the terminal does for the screen, beyond drawing. */
export interface Terminal {
  /** Writes bytes that move nothing on the screen, such as a title for the clipboard. */
  write(bytes: string): void;
  redraw(): void;
  suspend(): void;
  quit(): void;
}

export interface ScreenOptions {
  readonly connection: Connection;
  readonly list: string;
  /** Where the server is, for people: "local, this machine only". */
  readonly place: string;
  readonly motion: boolean;
  readonly now: () => Date;
  readonly terminal: Terminal;
}

/** Something to say, until `until` (milliseconds); the next key takes it away as well. */
export interface Notice {
  readonly text: string;
  readonly role: Role | null;
  readonly until: number;
}

/** What happens within this time is drawn in one frame, in milliseconds. */
const FRAME = 16;
/** How long a notice is there, in milliseconds. */
const NOTICE = 5_000;
/** How long what a return brought is told, in milliseconds. */
export const CAUGHT_UP = 5_000;

/** The beginning of the next day where the reader is: dates are told by day. */
function nextDay(now: number): number {
  const date = new Date(now);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1).getTime();
}

/** The screen. */
export class Screen {
  readonly connection: Connection;
  readonly place: string;
  readonly terminal: Terminal;
  readonly lane: Lane;
  readonly lists: Lists;
  session: ListSession;
  layers: Layers = [];
  notice: Notice | null = null;
  /** What could not be sent and waits until the person is done writing something else. */
  drafts: readonly Draft[] = [];
  version = 0;
  link: Link;
  readonly #options: ScreenOptions;
  readonly #listeners = new Set<() => void>();
  readonly #stop: () => void;
  #frame: NodeJS.Timeout | null = null;
  #alarm: NodeJS.Timeout | null = null;
  #drawnAt = 0;
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

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Something changed that nobody pressed: it is drawn with everything else of the same frame. */
  invalidate(): void {
    if (this.#frame !== null) return;
    const wait = Math.max(0, this.#drawnAt + FRAME - performance.now());
    this.#frame = setTimeout(() => this.draw(), wait);
  }

  /** Draws the screen as it is now. */
  draw(): void {
    if (this.#frame !== null) clearTimeout(this.#frame);
    this.#frame = null;
    this.#drawnAt = performance.now();
    this.session.follow();
    const left = this.session.settle();
    if (left !== null) this.#tellDeparture(left);
    // What is read whole is never exchanged for its neighbour.
    if (this.session.displaced && modeOf(this.layers) === 'detail') this.pop();
    const now = this.now();
    this.link = linkOf(this.connection.state, this.session.store.status, now);
    if (this.notice !== null && now >= this.notice.until) this.notice = null;
    this.#offerDrafts();
    this.version += 1;
    for (const listener of this.#listeners) listener();
    this.#setAlarm(now);
  }

  /** A frame is on the terminal. */
  painted(): void {
    this.session.painted();
  }

  /** Gives the list so many lines. */
  resize(height: number): void {
    this.#height = height;
    this.session.resize(height);
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

  say(text: string, role: Role | null = null): void {
    this.notice = { text, role, until: this.now() + NOTICE };
  }

  sayProblem({ message, hint }: Problem): void {
    this.say(hint === undefined ? message : `${message} · ${hint}`, 'bad');
  }

  push(layer: Layer): void {
    this.layers = [...this.layers, layer];
  }

  pop(): void {
    this.layers = this.layers.slice(0, -1);
  }

  /** Why a key may not act now, or null when it may. */
  refusal(needs: readonly Need[]): string | null {
    if (needs.includes('todo') && this.session.target === null) return 'there is no todo here';
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
    if (this.#frame !== null) clearTimeout(this.#frame);
    if (this.#alarm !== null) clearTimeout(this.#alarm);
    this.#stop();
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

  #tellDeparture({ id, title }: Todo): void {
    const now = this.session.store.state.get(id);
    if (this.notice !== null || now === undefined) return;
    if (now.removedAt !== null) this.say(`${now.removedBy ?? 'somebody'} removed ${sanitise(title)}`);
    else this.say(`${sanitise(title)} no longer fits this view`);
  }

  #setAlarm(now: number): void {
    if (this.#alarm !== null) clearTimeout(this.#alarm);
    this.#alarm = null;
    const { catchUp } = this.session.store;
    const caughtUp = catchUp === null || now - catchUp.at >= CAUGHT_UP ? null : catchUp.at + CAUGHT_UP;
    const moments = [
      this.link.changesAt,
      this.lane.changesAt(now),
      this.session.marks.settle(now),
      this.notice?.until ?? null,
      caughtUp,
      nextDay(now),
    ].filter((moment) => moment !== null);
    this.#alarm = setTimeout(() => this.invalidate(), Math.max(FRAME, Math.min(...moments) - now));
  }
}
