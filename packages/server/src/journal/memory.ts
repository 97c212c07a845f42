/** The store that keeps nothing beyond the process: for tests and for trying things out. */
import { predecessorOf } from './commitKey.ts';
import { type Entry, type JournalStorage, type Rule, type Table, tableRules } from './storage.ts';

class MemoryTable implements Table {
  readonly capabilities = { expires: true } as const;
  readonly #rule: Rule;
  readonly #texts = new Map<string, string>();

  constructor(rule: Rule) {
    this.#rule = rule;
  }

  async getMany(keys: string[]): Promise<(string | undefined)[]> {
    return keys.map((key) => this.#texts.get(key));
  }

  async setMany(entries: Entry[]): Promise<boolean[]> {
    // Nothing awaits in here: that is what makes it one step.
    const fresh = new Map<string, string>();
    const allowed = entries.every(({ key, value }) => {
      if (!this.#allows(key, fresh)) return false;
      fresh.set(key, value);
      return true;
    });
    if (allowed) for (const [key, value] of fresh) this.#texts.set(key, value);
    return entries.map(() => allowed);
  }

  async deleteMany(keys: string[]): Promise<boolean[]> {
    for (const key of keys) this.#texts.delete(key);
    return keys.map(() => true);
  }

  #allows(key: string, fresh: ReadonlyMap<string, string>): boolean {
    if (this.#rule === 'replace') return true;
    const has = (wanted: string) => this.#texts.has(wanted) || fresh.has(wanted);
    if (has(key)) return false;
    if (this.#rule === 'if-absent') return true;
    const predecessor = predecessorOf(key);
    return predecessor === null || has(predecessor);
  }
}

/** An empty store in memory. Closing it forgets nothing: what holds the object holds the data. */
export function memoryStorage(): JournalStorage {
  return {
    durability: 'memory',
    commits: new MemoryTable(tableRules.commits),
    snapshots: new MemoryTable(tableRules.snapshots),
    meta: new MemoryTable(tableRules.meta),
    close: async () => {},
  };
}
