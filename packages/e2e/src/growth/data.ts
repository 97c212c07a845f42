/** Large stores, written straight through the journal: what years of use leave behind, in a moment. */
import { join } from 'node:path';
import { chain, DIRECTORY, derivedIdentifier, type StoredCommit } from '@tock/shared';
import type { Journal } from '../../../server/src/journal/journal.ts';
import { openStore } from '../../../server/src/journal/store.ts';
import type { Sandbox } from '../sandbox.ts';
import { type Server, startServer } from '../tockd.ts';

/** How many commits one append takes. */
const AT_ONCE = 1_000;
const AT = '2026-11-20T10:00:00.000Z';
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** The n-th of many ids: always the same, and of the right form. */
export const idOf = (list: string, n: number) => derivedIdentifier(list, 'growth', 'todo', n);

/** The n-th of up to 14 million positions. */
function positionOf(n: number): string {
  let digits = '';
  for (let rest = n, place = 0; place < 4; place += 1, rest = Math.floor(rest / 62))
    digits = DIGITS[rest % 62] + digits;
  return `d${digits}`;
}

/** The change that adds the n-th todo of a list. */
export function added(list: string, n: number) {
  const title = `todo number ${n}, which has a title of a usual length`;
  return {
    type: 'todo_added',
    id: idOf(list, n),
    position: positionOf(n),
    title,
    tags: ['home', `t${n % 50}`],
  } as const;
}

/** A list's history on its way into a journal. */
export class History {
  readonly #journal: Journal;
  readonly #list: string;
  readonly #by: string;
  #rev: number;
  #h: string;
  #waiting: StoredCommit[] = [];

  constructor(journal: Journal, list: string, by: string, head = { rev: 0, h: '' }) {
    this.#journal = journal;
    this.#list = list;
    this.#by = by;
    this.#rev = head.rev;
    this.#h = head.h;
  }

  /** The history of a list that is in the journal already. */
  static async continued({ journal, person }: Building, list: string): Promise<History> {
    let head = { rev: 0, h: '' };
    for (;;) {
      const last = (await journal.read(list, head.rev, { limit: 1_000, maximumBytes: 1_000_000 })).at(-1);
      if (last === undefined) return new History(journal, list, person, head);
      head = last;
    }
  }

  /** The history goes on with one commit. */
  async commit(changes: readonly object[]): Promise<void> {
    this.#rev += 1;
    const rev = this.#rev;
    const id = derivedIdentifier(this.#list, this.#by, 'commit', rev);
    const request = { op: `growth${rev}`, by: this.#by, fingerprint: '', changes };
    const body = JSON.stringify({ list: this.#list, rev, id, at: AT, requests: [request] });
    this.#h = chain(this.#h, body);
    this.#waiting.push({ list: this.#list, rev, h: this.#h, body });
    if (this.#waiting.length >= AT_ONCE) await this.written();
  }

  /** Resolves when all of it is in the journal. */
  async written(): Promise<void> {
    if (this.#waiting.length === 0) return;
    const commits = this.#waiting;
    this.#waiting = [];
    if ((await this.#journal.append(commits)) !== 'stored') throw new Error('the journal does not take the data');
  }
}

export interface Building {
  journal: Journal;
  /** The person whose lists they are. */
  person: string;
  /** Makes so many lists, and says which. */
  lists(count: number): Promise<string[]>;
}

/** Makes a store: what the server itself puts in it, then what `fill` does. Answers with its folder. */
export async function buildStore(
  sandbox: Sandbox,
  name: string,
  fill: (building: Building) => Promise<void>,
): Promise<string> {
  const dataDir = join(sandbox.home, name);
  const first = await startServer(sandbox, { dataDir });
  await first.end('SIGTERM');
  const journal = await openStore(`sqlite:${join(dataDir, 'tock.db')}`);
  try {
    const beginning = (await journal.read(DIRECTORY, 0, { limit: 100, maximumBytes: 1_000_000 })).at(-1);
    if (beginning === undefined) throw new Error('the server made no directory');
    const { requests }: { requests: { by: string }[] } = JSON.parse(beginning.body);
    const person = requests[0]?.by ?? '';
    const directory = new History(journal, DIRECTORY, person, beginning);
    await fill({
      journal,
      person,
      async lists(count) {
        const ids = Array.from({ length: count }, (_, index) => derivedIdentifier(DIRECTORY, person, 'growth', index));
        for (let from = 0; from < count; from += 1_000) {
          const slice = ids.slice(from, from + 1_000);
          await directory.commit(
            slice.map((id, index) => ({ type: 'list_created', id, name: `list ${from + index}`, owner: person })),
          );
        }
        await directory.written();
        return ids;
      },
    });
  } finally {
    await journal.close();
  }
  return dataDir;
}

/** Writes a list of so many todos, so many a commit. */
export async function fillList(
  { journal, person }: Building,
  list: string,
  todos: number,
  each = 1_000,
): Promise<void> {
  const history = new History(journal, list, person);
  for (let n = 1; n <= todos; n += each) {
    const count = Math.min(each, todos - n + 1);
    await history.commit(Array.from({ length: count }, (_, index) => added(list, n + index)));
  }
  await history.written();
}

/** Starts a server on a store, and says how long it took until it listened. */
export async function startOn(
  sandbox: Sandbox,
  dataDir: string,
  wrapper: readonly string[] = [],
): Promise<{ server: Server; milliseconds: number }> {
  const started = performance.now();
  const server = await startServer(sandbox, { dataDir, wrapper, words: ['--idle-exit', '0'] });
  return { server, milliseconds: performance.now() - started };
}
