/** The lists that the person may see, as the server told last. */
import { foldCase, type ListInfo } from '@tock/shared';
import type { Connection } from '../../client/client.ts';

const TIMEOUT = 10_000;

/** A line of the list chooser: a list, or the offer to make one. */
export type Choice = { kind: 'list'; list: ListInfo; number: number } | { kind: 'create'; name: string };

/** The known lists, read anew whenever the server says that they changed. */
export class Lists {
  readonly #connection: Connection;
  readonly #changed: () => void;
  readonly #stops: (() => void)[];
  #known: readonly ListInfo[] = [];
  #reading = false;

  constructor(connection: Connection, changed: () => void) {
    this.#connection = connection;
    this.#changed = changed;
    this.#stops = [connection.onListsChanged(() => this.refresh()), connection.subscribe(() => this.#first())];
    this.#first();
  }

  get known(): readonly ListInfo[] {
    return this.#known;
  }

  /** Reads the lists anew, where there is a connection; what is known stays where not. */
  refresh(): void {
    if (this.#reading || this.#connection.state.phase !== 'live') return;
    this.#reading = true;
    void this.#read();
  }

  /** The lists whose title contains a text, and the offer to make one of that name when none has it. */
  choices(text: string): Choice[] {
    const wanted = foldCase(text.trim());
    const found: Choice[] = this.#known.flatMap((list, index) =>
      foldCase(list.title).includes(wanted) ? [{ kind: 'list', list, number: index + 1 }] : [],
    );
    const taken = this.#known.some(({ title }) => foldCase(title) === wanted);
    return wanted === '' || taken ? found : [...found, { kind: 'create', name: text.trim() }];
  }

  close(): void {
    for (const stop of this.#stops) stop();
  }

  #first(): void {
    if (this.#known.length === 0) this.refresh();
  }

  async #read(): Promise<void> {
    const outcome = await this.#connection.read('lists:read', {}, { timeoutMs: TIMEOUT });
    this.#reading = false;
    if (outcome.ok) this.#known = outcome.value;
    this.#changed();
  }
}
