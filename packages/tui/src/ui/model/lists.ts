/** The lists that the person may see, as the server told last. */
import { foldCase, type ListInfo } from '@tock/shared';
import type { Connection } from '../../client/client.ts';

const TIMEOUT = 10_000;

/** A line of a list chooser: a list, with its number while it is open, or the offer to make one. */
export type Choice = { kind: 'list'; list: ListInfo; number: number | null } | { kind: 'create'; name: string };

function hasName(name: string): (list: ListInfo) => boolean {
  const wanted = foldCase(name.trim());
  return ({ title }) => foldCase(title) === wanted;
}

/** The known lists, read anew whenever the server says that they changed, and after every drop. */
export class Lists {
  readonly #connection: Connection;
  readonly #changed: () => void;
  readonly #stops: (() => void)[];
  #known: readonly ListInfo[] = [];
  #live = false;
  #reading = false;
  #again = false;

  constructor(connection: Connection, changed: () => void) {
    this.#connection = connection;
    this.#changed = changed;
    this.#stops = [connection.onListsChanged(() => this.refresh()), connection.subscribe(() => this.#connected())];
    this.#connected();
  }

  /** Those that take changes, in the order of their numbers. */
  get open(): readonly ListInfo[] {
    return this.#known.filter(({ archived }) => archived !== true);
  }

  /** Their titles, by their ids. */
  get titles(): ReadonlyMap<string, string> {
    return new Map(this.#known.map(({ id, title }) => [id, title]));
  }

  find(id: string): ListInfo | undefined {
    return this.#known.find((list) => list.id === id);
  }

  /** Reads the lists anew, where there is a connection; what is known stays where not. */
  refresh(): void {
    if (this.#connection.state.phase !== 'live') return;
    // What is being read may be from before the change that this is about.
    this.#again = this.#reading;
    if (this.#reading) return;
    this.#reading = true;
    void this.#read();
  }

  /**
   * The lists whose title contains a text. Archived ones come last, and only when they are asked for: all of them, or
   * one by its id or its name.
   */
  found(text: string, archived: boolean | string): Choice[] {
    const wanted = foldCase(text.trim());
    const named = hasName(text);
    const { open } = this;
    const shelved = this.#known.filter(
      (list) => list.archived === true && (archived === true || archived === list.id || named(list)),
    );
    return [...open, ...shelved].flatMap((list, index): Choice[] => {
      const number = index < open.length ? index + 1 : null;
      return foldCase(list.title).includes(wanted) ? [{ kind: 'list', list, number }] : [];
    });
  }

  /** As {@link found}, and the offer to make one of that name when none has it. */
  choices(text: string, archived: boolean | string): Choice[] {
    const found = this.found(text, archived);
    if (text.trim() === '' || this.#known.some(hasName(text))) return found;
    return [...found, { kind: 'create', name: text.trim() }];
  }

  /** How many are archived. */
  get archived(): number {
    return this.#known.length - this.open.length;
  }

  close(): void {
    for (const stop of this.#stops) stop();
  }

  #connected(): void {
    const live = this.#connection.state.phase === 'live';
    if (live && !this.#live) this.refresh();
    this.#live = live;
  }

  async #read(): Promise<void> {
    const outcome = await this.#connection.read('lists:read', {}, { timeoutMs: TIMEOUT });
    this.#reading = false;
    if (outcome.ok) this.#known = outcome.value;
    this.#changed();
    if (!this.#again) return;
    this.#again = false;
    this.refresh();
  }
}
