/** A list that is opening: its pages as they arrive, read one a turn. */
import { ListState, type Opened, type Page, type Problem, type StoredCommit } from '@tock/shared';
import { damaged } from './listProblems.ts';
import { readCommits, readTodos } from './pages.ts';

/** What becomes of an opening. */
export interface OpeningEvents {
  /** A commit of a page. */
  take(commit: StoredCommit): void;
  /** Every page was read. */
  complete(opening: Opening): void;
  failed(problem: Problem): void;
}

/** Reads pages in their order. Their texts are let go as they are read. */
export class Opening {
  readonly opened: Opened;
  /** The whole list being built, or null when commits continue what is there. */
  readonly draft: ListState | null;
  readonly #events: OpeningEvents;
  readonly #pages: Page[] = [];
  #next = 0;
  #reading = false;
  #abandoned = false;

  constructor(opened: Opened, events: OpeningEvents) {
    this.opened = opened;
    this.draft = opened.content === 'todos' ? new ListState() : null;
    this.#events = events;
  }

  page(page: Page): void {
    this.#pages.push(page);
    if (!this.#reading) void this.#read();
  }

  /** Nothing more of it is wanted, and nothing more is told. */
  abandon(): void {
    this.#abandoned = true;
  }

  async #read(): Promise<void> {
    this.#reading = true;
    for (let page = this.#pages.shift(); page !== undefined && !this.#abandoned; page = this.#pages.shift()) {
      const problem = page.index === this.#next ? this.#readPage(page) : damaged('a page is missing');
      this.#next += 1;
      if (problem !== null) this.#events.failed(problem);
      else if (page.last && !this.#abandoned) this.#events.complete(this);
      // Keys and other sockets are served between pages.
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#reading = false;
  }

  #readPage(page: Page): Problem | null {
    if (this.draft !== null) return readTodos(page.items, this.draft) ? null : damaged('a page cannot be read');
    const commits = readCommits(page.items);
    if (commits === null) return damaged('a page cannot be read');
    for (const commit of commits) if (!this.#abandoned) this.#events.take(commit);
    return null;
  }
}
