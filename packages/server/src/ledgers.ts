/**
 * The ledgers of the lists that are in use: loaded when first asked for, let go when nobody has used them for a while, or
 * when others need the memory.
 */
import { limits, type TodoChange } from '@tock/shared';
import { Ledger, type LedgerDependencies } from './ledger.ts';
import { type TodoDraft, type TodoList, todoRules } from './todoRules.ts';

export type TodoLedger = Ledger<TodoList, TodoDraft, TodoChange>;

/** How long a list stays in memory after its last use, in milliseconds. */
const IDLE = 10 * 60_000;
/** How many todos are in memory before the least recently used lists go sooner: about 250 MB, with the pages of all of them. */
const MOST_TODOS = 120_000;
/** What a list costs beside its todos, in todos; and how many ops, which it remembers, cost as much as one. */
const LIST_COSTS = 5;
const OPERATIONS_A_TODO = 4;
/** How many lists write their snapshots at once when the server stops. */
const SNAPSHOTS_AT_ONCE = 16;

export interface LedgersOptions {
  /** Whether somebody follows a list: it stays. */
  followed(list: string): boolean;
  /** How many todos may be in memory. */
  mostTodos?: number;
}

/** The place of a list in memory: on its way there, or there. */
interface Place {
  readonly loading: Promise<TodoLedger>;
  ledger: TodoLedger | null;
  /** How many use it right now. While anybody does it stays, so that there are never two ledgers of one list. */
  users: number;
  usedAt: number;
  /** What it costs, in todos, and whether it goes as soon as its snapshot is written. */
  cost: number;
  leaving: boolean;
}

function costOf({ state }: TodoLedger): number {
  return LIST_COSTS + state.count + Math.min(state.rev, limits.rememberedOperations) / OPERATIONS_A_TODO;
}

export class Ledgers {
  readonly #dependencies: LedgerDependencies;
  readonly #followed: (list: string) => boolean;
  readonly #most: number;
  /** The least recently used first. */
  readonly #places = new Map<string, Place>();
  /** What all places cost that are not leaving. */
  #cost = 0;

  constructor(dependencies: LedgerDependencies, options: LedgersOptions = { followed: () => false }) {
    this.#dependencies = dependencies;
    this.#followed = options.followed;
    this.#most = options.mostTodos ?? MOST_TODOS;
  }

  /**
   * Does something with the ledger of a list, which stays in memory until that is done. Rejects when the list cannot be
   * read, and tries again the next time it is asked for.
   */
  async use<T>(list: string, work: (ledger: TodoLedger) => Promise<T>): Promise<T> {
    const place = this.#places.get(list) ?? this.#load(list);
    place.users += 1;
    this.#places.delete(list);
    this.#places.set(list, place);
    try {
      return await work(await place.loading);
    } finally {
      place.users -= 1;
      place.usedAt = Date.now();
      this.#weigh(place);
      this.#makeRoom();
    }
  }

  /** The ledger of a list, if it is in memory. To look at, not to keep: {@link use} it to change anything. */
  peek(list: string): TodoLedger | undefined {
    return this.#places.get(list)?.ledger ?? undefined;
  }

  /** How many lists are in memory, and how much waits in their queues. */
  get load(): { lists: number; requests: number; bytes: number } {
    const load = { lists: this.#places.size, requests: 0, bytes: 0 };
    for (const { ledger } of this.#places.values()) {
      load.requests += ledger?.waiting.requests ?? 0;
      load.bytes += ledger?.waiting.bytes ?? 0;
    }
    return load;
  }

  /** The lists that are in memory now; some may have left when they are looked at. */
  loaded(): string[] {
    return [...this.#places.keys()];
  }

  /** Lets go of what nobody used for a while. */
  evict(): void {
    const before = Date.now() - IDLE;
    for (const [list, place] of this.#places) if (place.usedAt < before) this.#letGo(list, place);
    this.#makeRoom();
  }

  /** Resolves when no list has anything waiting. */
  async settled(): Promise<void> {
    await Promise.all(Array.from(this.#places.values(), ({ ledger }) => ledger?.settled()));
  }

  /** Writes the snapshots that spare the next start much, as many as are begun in the time given; for a clean stop. */
  async rest(withinMs: number): Promise<void> {
    const deadline = Date.now() + withinMs;
    const waiting = [...this.#places.values()];
    const next = async (): Promise<void> => {
      for (let place = waiting.pop(); place !== undefined && Date.now() < deadline; place = waiting.pop()) {
        await place.ledger?.rest();
      }
    };
    await Promise.all(Array.from({ length: SNAPSHOTS_AT_ONCE }, next));
  }

  #load(list: string): Place {
    const loading: Promise<TodoLedger> = Ledger.load(list, todoRules, this.#dependencies);
    const place: Place = { loading, ledger: null, users: 0, usedAt: Date.now(), cost: 0, leaving: false };
    loading.then(
      (ledger) => {
        place.ledger = ledger;
      },
      () => this.#places.delete(list),
    );
    return place;
  }

  #weigh(place: Place): void {
    if (place.ledger === null) return;
    const cost = costOf(place.ledger);
    if (!place.leaving) this.#cost += cost - place.cost;
    place.cost = cost;
  }

  #makeRoom(): void {
    for (const [list, place] of this.#places) {
      if (this.#cost <= this.#most) return;
      this.#letGo(list, place);
    }
  }

  /** Lets a list go if nobody needs it; where its tail is long, as soon as it has a snapshot. */
  #letGo(list: string, place: Place): void {
    const { ledger, users, leaving } = place;
    if (ledger === null || users > 0 || leaving || !ledger.idle || this.#followed(list)) return;
    if (!ledger.worthSnapshot) {
      this.#places.delete(list);
      this.#cost -= place.cost;
      return;
    }
    place.leaving = true;
    this.#cost -= place.cost;
    void ledger.rest().then(() => {
      place.leaving = false;
      this.#cost += place.cost;
      if (place.users === 0) this.#letGo(list, place);
    });
  }
}
