/** The simulated disk: what is durable, table by table, and every history that ever was. */
import { CHAIN_START, chain } from '@tock/shared';
import { type Entry, LET_GO, mayStore, type TableName, tableRules } from '../../../server/src/journal/storage.ts';

/** A commit as it became durable. */
export interface DurableCommit {
  list: string;
  rev: number;
  h: string;
  body: string;
}

/** The commits of each list from revision 1 on, also those that the store let go of since. */
export type History = Map<string, DurableCommit[]>;

export interface DiskCopy {
  tables: Record<TableName, Map<string, string>>;
  history: History;
}

const keyOf = (list: string, rev: number, h: string) => `${list} ${rev} ${h}`;

export class Disk {
  #tables: Record<TableName, Map<string, string>> = {
    commits: new Map(),
    snapshots: new Map(),
    meta: new Map(),
    cursors: new Map(),
  };
  #history: History = new Map();
  /** Of every commit that was ever durable, in whatever history: the chain value before it. */
  readonly #before = new Map<string, string>();
  /** What a history must never be: told once something was stored that breaks it. */
  readonly #violated: (what: string) => void;

  constructor(violated: (what: string) => void) {
    this.#violated = violated;
  }

  /** The history as it is now. */
  get history(): History {
    return this.#history;
  }

  get(table: TableName, key: string): string | undefined {
    return this.#tables[table].get(key);
  }

  /** Stores all entries or none, by the rule of the table, in one step. */
  set(table: TableName, entries: readonly Entry[]): boolean {
    const texts = this.#tables[table];
    const rule = tableRules[table];
    const fresh = new Map<string, string>();
    const stored = (key: string) => fresh.get(key) ?? texts.get(key);
    for (const entry of entries) {
      if (!mayStore(rule, entry, stored)) return false;
      fresh.set(entry.key, entry.value);
    }
    for (const [key, value] of fresh) {
      texts.set(key, value);
      if (table === 'commits' && !value.startsWith(LET_GO)) this.#remember(key, value);
    }
    return true;
  }

  delete(table: TableName, keys: readonly string[]): void {
    for (const key of keys) this.#tables[table].delete(key);
  }

  /** Whether this was durable at some time, in some history. Before the first commit there is nothing to store. */
  wasDurable(list: string, rev: number, h: string): boolean {
    return rev === 0 ? h === CHAIN_START : this.#before.has(keyOf(list, rev, h));
  }

  /** The chain value before a commit that was durable at some time. */
  before({ list, rev, h }: { list: string; rev: number; h: string }): string | undefined {
    return this.#before.get(keyOf(list, rev, h));
  }

  /** The commit that is durable at a revision now. */
  commitAt(list: string, rev: number): DurableCommit | undefined {
    return this.#history.get(list)?.[rev - 1];
  }

  head(list: string): { rev: number; h: string } {
    const last = this.#history.get(list)?.at(-1);
    return last === undefined ? { rev: 0, h: CHAIN_START } : { rev: last.rev, h: last.h };
  }

  copy(): DiskCopy {
    const { commits, snapshots, meta, cursors } = this.#tables;
    return {
      tables: {
        commits: new Map(commits),
        snapshots: new Map(snapshots),
        meta: new Map(meta),
        cursors: new Map(cursors),
      },
      history: new Map(Array.from(this.#history, ([list, history]) => [list, history.slice()])),
    };
  }

  /** Puts an older copy in the place of what is there. */
  restore({ tables, history }: DiskCopy): void {
    this.#tables = tables;
    this.#history = history;
  }

  #remember(key: string, value: string): void {
    const colon = key.lastIndexOf(':');
    const space = value.indexOf(' ');
    const commit = {
      list: key.slice(0, colon),
      rev: Number(key.slice(colon + 1)),
      h: value.slice(0, space),
      body: value.slice(space + 1),
    };
    const history = this.#history.get(commit.list) ?? [];
    const before = history.at(-1)?.h ?? CHAIN_START;
    if (commit.rev !== history.length + 1)
      this.#violated(`revision ${commit.rev} of list ${commit.list} was stored after ${history.length}`);
    if (chain(before, commit.body) !== commit.h)
      this.#violated(`the chain of list ${commit.list} breaks at revision ${commit.rev}`);
    history.push(commit);
    this.#history.set(commit.list, history);
    this.#before.set(keyOf(commit.list, commit.rev, commit.h), before);
  }
}
