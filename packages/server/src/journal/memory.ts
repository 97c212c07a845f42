/** The store that keeps nothing beyond the process: for tests and for trying things out. */
import { type Entry, type JournalStorage, mayStore, type Rule, type Table, tableRules } from './storage.ts';

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
    const stored = (key: string) => fresh.get(key) ?? this.#texts.get(key);
    const allowed = entries.every((entry) => {
      if (!mayStore(this.#rule, entry, stored)) return false;
      fresh.set(entry.key, entry.value);
      return true;
    });
    if (allowed) for (const [key, value] of fresh) this.#texts.set(key, value);
    return entries.map(() => allowed);
  }

  async deleteMany(keys: string[]): Promise<boolean[]> {
    for (const key of keys) this.#texts.delete(key);
    return keys.map(() => true);
  }
}

/** An empty store in memory. Closing it forgets nothing: what holds the object holds the data. */
export function memoryStorage(): JournalStorage {
  return {
    durability: 'memory',
    commits: new MemoryTable(tableRules.commits),
    snapshots: new MemoryTable(tableRules.snapshots),
    meta: new MemoryTable(tableRules.meta),
    cursors: new MemoryTable(tableRules.cursors),
    close: async () => {},
  };
}
