/**
 * What waits for a list, each in its turn: looks between two commits, requests, of which a commit takes as many as it holds,
 * and whoever needs the list to stand still. Only one thing is done at a time.
 */
import { limits, type Outcome } from '@tock/shared';
import type { RequestTask } from './commitPlan.ts';
import type { Landed, LedgerRequest } from './listRules.ts';
import { tooBusy } from './refusals.ts';

type Task<Draft, C> =
  | { kind: 'look'; look: () => void }
  | { kind: 'hold'; change: () => Promise<void> }
  | RequestTask<Draft, C>;

/** What a queue needs of its list. */
export interface ListQueueOptions {
  /** Makes the next commit of the requests that wait first: `take`s those that are in it or were answered. */
  commit(): Promise<void>;
  /** A turn failed: nothing is done any more. */
  fault(error: unknown): void;
}

export class ListQueue<Draft, C> {
  readonly #options: ListQueueOptions;
  #tasks: Task<Draft, C>[] = [];
  readonly #load = { requests: 0, bytes: 0 };
  #running: Promise<void> | null = null;
  #broken = false;

  constructor(options: ListQueueOptions) {
    this.#options = options;
  }

  /** What waits, the next first. */
  get tasks(): readonly Task<Draft, C>[] {
    return this.#tasks;
  }

  /** How many requests wait or are being answered, and about how much memory they take. */
  get load(): { readonly requests: number; readonly bytes: number } {
    return this.#load;
  }

  /** What is being done; null when nothing waits. */
  get running(): Promise<void> | null {
    return this.#running;
  }

  /** Calls `read` between two commits. Rejects with what it throws. */
  look<T>(read: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      const look = () => {
        try {
          resolve(read());
        } catch (error) {
          reject(error);
        }
      };
      this.#enqueue({ kind: 'look', look });
    });
  }

  /** Answered by the commit that takes the request; at once where too much waits already. */
  submit(request: LedgerRequest<Draft, C>): Promise<Outcome<Landed<C>>> {
    const { size = 0 } = request;
    const load = this.#load;
    // What waits is in memory: a flood is turned away before it fills that, and those who wait are served.
    if (load.requests >= limits.waitingRequests || load.bytes + size > limits.waitingBytes) {
      return Promise.resolve(tooBusy());
    }
    load.requests += 1;
    load.bytes += size;
    return new Promise((resolve) => {
      const answer = (outcome: Outcome<Landed<C>>) => {
        load.requests -= 1;
        load.bytes -= size;
        resolve(outcome);
      };
      this.#enqueue({ kind: 'request', request, since: performance.now(), answer });
    });
  }

  /** Does nothing else until `change` is done. A throw in it is a fault of the list, and then the answer never comes. */
  hold<T>(change: () => Promise<T>): Promise<T> {
    return new Promise((resolve) => {
      this.#enqueue({ kind: 'hold', change: async () => resolve(await change()) });
    });
  }

  /** The first so many tasks leave. */
  take(count: number): void {
    this.#tasks.splice(0, count);
  }

  /** Tasks that left come first again. */
  giveBack(tasks: readonly RequestTask<Draft, C>[]): void {
    this.#tasks.unshift(...tasks);
  }

  #enqueue(task: Task<Draft, C>): void {
    this.#tasks.push(task);
    if (!this.#broken) this.#running ??= this.#run();
  }

  async #run(): Promise<void> {
    // One turn of the event loop later, so that requests that arrived together share a commit.
    await new Promise(setImmediate);
    try {
      while (this.#tasks.length > 0) {
        // What was read in a turn is answered before a later commit is told to those who joined in it.
        if (this.#takeLooks() > 0) await new Promise(setImmediate);
        const [next] = this.#tasks;
        if (next?.kind === 'hold') {
          this.take(1);
          await next.change();
        } else {
          await this.#options.commit();
        }
      }
    } catch (error) {
      // What is in memory can no longer be trusted against what is on disk, and nobody may be told anything (R10).
      this.#broken = true;
      this.#options.fault(error);
    } finally {
      this.#running = null;
    }
  }

  #takeLooks(): number {
    let looks = 0;
    for (const task of this.#tasks) {
      if (task.kind !== 'look') break;
      looks += 1;
      task.look();
    }
    this.take(looks);
    return looks;
  }
}
