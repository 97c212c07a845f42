/** The ledgers of the lists that are in use: loaded when first asked for, let go when nobody has used them for a while. */
import type { TodoChange } from '@tock/shared';
import { Ledger, type LedgerDependencies } from './ledger.ts';
import { type TodoDraft, type TodoList, todoRules } from './todoRules.ts';

export type TodoLedger = Ledger<TodoList, TodoDraft, TodoChange>;

/** How long a list stays in memory after its last use, in milliseconds. */
const IDLE = 10 * 60_000;

export class Ledgers {
  readonly #dependencies: LedgerDependencies;
  readonly #loading = new Map<string, Promise<TodoLedger>>();
  readonly #loaded = new Map<string, { ledger: TodoLedger; used: number }>();

  constructor(dependencies: LedgerDependencies) {
    this.#dependencies = dependencies;
  }

  /** The ledger of a list. Rejects when it cannot be read, and tries again the next time it is asked for. */
  async get(list: string): Promise<TodoLedger> {
    const loaded = this.#loaded.get(list);
    if (loaded !== undefined) {
      loaded.used = Date.now();
      return loaded.ledger;
    }
    const loading = this.#loading.get(list) ?? this.#load(list);
    this.#loading.set(list, loading);
    return loading;
  }

  /** The ledger of a list, if it is in memory. */
  peek(list: string): TodoLedger | undefined {
    return this.#loaded.get(list)?.ledger;
  }

  /** Lets go of what nobody used for a while; `followed` says which lists somebody follows. */
  evict(followed: (list: string) => boolean): void {
    const before = Date.now() - IDLE;
    for (const [list, { ledger, used }] of this.#loaded) {
      if (used < before && ledger.idle && !followed(list)) this.#loaded.delete(list);
    }
  }

  /** Resolves when no list has anything waiting. */
  async settled(): Promise<void> {
    await Promise.all(Array.from(this.#loaded.values(), ({ ledger }) => ledger.settled()));
  }

  async #load(list: string): Promise<TodoLedger> {
    try {
      const ledger: TodoLedger = await Ledger.load(list, todoRules, this.#dependencies);
      this.#loaded.set(list, { ledger, used: Date.now() });
      return ledger;
    } finally {
      this.#loading.delete(list);
    }
  }
}
