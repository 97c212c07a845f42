/** In which order writes go out: as they come, except that some wait for all before them, and hold back all after them. */

/** A write that has its turn some time. */
export interface Turn {
  /** Whether it goes out only when everything before it was answered, and everything after it only when it was. */
  readonly alone: boolean;
  /** Sends it. Resolves when it was answered: with whether its outcome is known. */
  start(): Promise<boolean>;
  /** It never goes out: what it was to follow may be stored or not. */
  dropped(): void;
}

/** A turn in its queue. */
interface Entry {
  readonly turn: Turn;
  started: boolean;
}

/** The turns of each list. Lists do not wait for one another. */
export class Turns {
  readonly #queues = new Map<string, Entry[]>();

  /** Puts a turn at the end of a list's queue, and starts it now where nothing holds it back. */
  add(list: string, turn: Turn): void {
    const queue = this.#queues.get(list) ?? [];
    this.#queues.set(list, queue);
    queue.push({ turn, started: false });
    this.#advance(list, queue);
  }

  /** Whether a turn still waits and nothing was put behind it: what it will do may still become more. */
  waitsLast(list: string, turn: Turn): boolean {
    const last = this.#queues.get(list)?.at(-1);
    return last !== undefined && last.turn === turn && !last.started;
  }

  #advance(list: string, queue: Entry[]): void {
    for (const [index, entry] of queue.entries()) {
      if (entry.turn.alone && index > 0) return;
      if (!entry.started) {
        entry.started = true;
        void this.#run(list, queue, entry);
      }
      if (entry.turn.alone) return;
    }
  }

  async #run(list: string, queue: Entry[], entry: Entry): Promise<void> {
    const known = await entry.turn.start();
    queue.splice(queue.indexOf(entry), 1);
    // What was to follow this means something else when nobody knows what became of this.
    const waiting = known ? [] : queue.filter(({ turn, started }) => turn.alone && !started);
    for (const each of waiting) queue.splice(queue.indexOf(each), 1);
    for (const { turn } of waiting) turn.dropped();
    if (queue.length === 0 && this.#queues.get(list) === queue) this.#queues.delete(list);
    else this.#advance(list, queue);
  }
}
