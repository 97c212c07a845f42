/** The disk as one server process holds it: every call takes time, may fail, and is never answered once the process is gone. */
import {
  type Entry,
  type JournalStorage,
  StoreFull,
  type Table,
  type TableName,
} from '../../../server/src/journal/storage.ts';
import { duration, type World } from './world.ts';

/** How long a step of the disk takes, in milliseconds: usually at most, and now and then at most. */
const STEP = { usual: 2, rare: 40 };
/** How much longer a slow write and a slow read take at most, in milliseconds. */
const SLOW = 7_000;
const SLOW_READ = 600;
/** How late a shared store may still apply a write that it called failed. */
const LATE = 800;

/** A write that was begun and is not applied yet. */
interface Pending {
  apply(): boolean;
}

export class Mount {
  readonly #world: World;
  readonly #shared: boolean;
  readonly #crash: () => void;
  readonly #pending = new Set<Pending>();
  #broken = false;
  #gone = false;

  /** A shared store outlives a failed write; an embedded one takes nothing more. `crash` ends the process that holds it. */
  constructor(world: World, shared: boolean, crash: () => void) {
    this.#world = world;
    this.#shared = shared;
    this.#crash = crash;
  }

  /** A write failed: whoever holds it will find out, and end. */
  get broken(): boolean {
    return this.#broken;
  }

  get storage(): JournalStorage {
    return {
      durability: 'fsync',
      commits: this.#table('commits'),
      snapshots: this.#table('snapshots'),
      meta: this.#table('meta'),
      cursors: this.#table('cursors'),
      close: async () => {
        this.#gone = true;
      },
    };
  }

  /** The process is gone. What it had begun to write may have reached the disk all the same. */
  leave(): void {
    if (this.#gone) return;
    this.#gone = true;
    for (const pending of this.#pending) if (this.#world.chance.happens(0.5)) this.#soonOrLate(() => pending.apply());
    this.#pending.clear();
  }

  #soonOrLate(apply: () => void): void {
    if (this.#shared) this.#world.clock.after(duration(this.#world.chance, LATE, LATE), apply);
    else apply();
  }

  #table(name: TableName): Table {
    const { disk } = this.#world;
    return {
      capabilities: { expires: true },
      getMany: (keys) => this.#read(() => keys.map((key) => disk.get(name, key)), name),
      setMany: async (entries) => {
        const stored = await this.#write(() => disk.set(name, entries), describe(name, entries));
        return entries.map(() => stored);
      },
      deleteMany: async (keys) => {
        const apply = () => {
          disk.delete(name, keys);
          return true;
        };
        await this.#write(apply, `deletes ${keys.length} of ${name}`);
        return keys.map(() => true);
      },
    };
  }

  #read<T>(look: () => T, what: string): Promise<T> {
    const { clock, chance, faults, trace } = this.#world;
    return new Promise((resolve, reject) => {
      const slow = faults.strikes('slowRead') ? chance.whole(0, SLOW_READ) : 0;
      clock.after(slow + duration(chance, STEP.usual, STEP.rare), () => {
        if (this.#gone) return;
        if (this.#broken) return reject(new Error('the disk is of no use since a write failed'));
        if (!faults.strikes('failedRead')) return resolve(look());
        trace.add('failed read', what);
        reject(new Error('input/output error while reading'));
      });
    });
  }

  #write(apply: () => boolean, what: string): Promise<boolean> {
    const { clock, chance, faults } = this.#world;
    return new Promise((resolve, reject) => {
      const pending: Pending = { apply };
      this.#pending.add(pending);
      const slow = faults.strikes('slowWrite') ? chance.whole(0, SLOW) : 0;
      clock.after(slow + duration(chance, STEP.usual, STEP.rare), () => {
        if (this.#gone) return;
        if (this.#broken) return reject(new Error('the disk is of no use since a write failed'));
        const failure = this.#fails(pending, what);
        if (this.#gone) return;
        this.#pending.delete(pending);
        const stored = failure === null && apply();
        if (failure === null && faults.strikes('crashInWrite')) return this.#die(`after it stored: ${what}`);
        clock.after(duration(chance, STEP.usual, STEP.rare), () => {
          if (this.#gone) return;
          if (failure === null) resolve(stored);
          else reject(failure);
        });
      });
    });
  }

  /** What goes wrong with a write that is about to be applied, or null. */
  #fails(pending: Pending, what: string): Error | null {
    const { chance, faults, trace } = this.#world;
    if (faults.strikes('crashInWrite')) {
      this.#die(`while it writes: ${what}`);
      return new Error('nobody hears this');
    }
    if (faults.strikes('full')) {
      trace.add('full', what);
      return new StoreFull();
    }
    if (!faults.strikes('failedWrite')) return null;
    const applied = chance.happens(0.5);
    trace.add('failed write', `${applied ? 'stored all the same' : 'not stored'}: ${what}`);
    if (!this.#shared) this.#broken = true;
    if (applied) chance.happens(0.5) ? pending.apply() : this.#soonOrLate(() => pending.apply());
    return new Error('input/output error while writing');
  }

  #die(when: string): void {
    this.#world.trace.add('crash in a write', when);
    this.#crash();
  }
}

function describe(name: TableName, entries: readonly Entry[]): string {
  // Not the values: the keys of a snapshot's chunks have a random part, which no other run has.
  return name === 'commits' ? entries.map(({ key }) => key).join(' ') : `${entries.length} of ${name}`;
}
