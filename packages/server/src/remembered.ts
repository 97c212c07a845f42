/**
 * The ops that a list remembers: so that a repeat is answered with its first receipt, also after a restart (R7), and so that
 * each person can take back what they did.
 */
import { type Commit, type CommittedRequest, limits, type RequestReference } from '@tock/shared';
import * as z from 'zod/mini';

const reference = z.strictObject({ op: z.string(), rev: z.number() });
const marks = z.strictObject({
  undoes: z.exactOptional(reference),
  redoes: z.exactOptional(reference),
  with: z.exactOptional(z.strictObject({ list: z.string(), rev: z.number() })),
  effect: z.exactOptional(reference),
  undone: z.exactOptional(z.literal(true)),
});
/** Key, fingerprint, revision, time; and, of a few, what an undo made of it. */
const frozenSchema = z.array(
  z.union([
    z.tuple([z.string(), z.string(), z.number(), z.string()]),
    z.tuple([z.string(), z.string(), z.number(), z.string(), marks]),
  ]),
);

/** Where an op landed, what it was used for, and whether what it did still holds. */
export interface RememberedOperation {
  readonly fingerprint: string;
  readonly rev: number;
  readonly at: string;
  /** It took another request back, or brought one about again: no change of its own that could be taken back. */
  readonly undoes?: RequestReference;
  readonly redoes?: RequestReference;
  /** The other half, where it changed two lists. */
  readonly with?: { list: string; rev: number };
  /** The request whose changes hold now, where that is another: the last one that took this one back or brought it about again. */
  readonly effect?: RequestReference;
  readonly undone?: true;
}

/** How long ops are remembered. */
export interface RememberedWindow {
  operations: number;
  days: number;
}
const WINDOW: RememberedWindow = { operations: limits.rememberedOperations, days: limits.rememberedDays };

/** What an undo or a redo is about: the request that the person made, and the one whose changes hold now. */
export interface Undoable {
  person: string;
  target: RequestReference;
  effect: RequestReference;
}

/** Oldest first; forgets beyond the window. */
export class Remembered {
  readonly #window: RememberedWindow;
  readonly #operations = new Map<string, RememberedOperation>();
  /** Goes from the oldest op to the newest, and stays where it is. */
  #walk = this.#operations.entries();
  /** Where the walk is. */
  #front: { key: string; rev: number } | null = null;

  constructor(window: RememberedWindow = WINDOW) {
    this.#window = window;
  }

  /** An op belongs to one person. A space is in neither. */
  static key(person: string, op: string): string {
    return `${person} ${op}`;
  }

  get(key: string): RememberedOperation | undefined {
    return this.#operations.get(key);
  }

  /** The revision of the oldest op that is remembered, or null. */
  get oldest(): number | null {
    return this.#first()?.rev ?? null;
  }

  /** The requests of a commit that landed. */
  add({ rev, at, requests }: Pick<Commit<unknown>, 'rev' | 'at' | 'requests'>): void {
    for (const request of requests) this.#enter(request, rev, at);
    const oldest = new Date(Date.parse(at) - this.#window.days * 86_400_000).toISOString();
    for (let first = this.#first(); first !== null; first = this.#first()) {
      if (this.#operations.size <= this.#window.operations && first.at >= oldest) return;
      this.#operations.delete(first.key);
    }
  }

  #enter(
    { op, by, fingerprint, undoes, redoes, with: half }: CommittedRequest<unknown>,
    rev: number,
    at: string,
  ): void {
    const about = undoes ?? redoes;
    const key = Remembered.key(by, op);
    // One that lands again, for another list had forgotten it, is the newest.
    this.#operations.delete(key);
    this.#operations.set(key, {
      fingerprint,
      rev,
      at,
      ...(undoes === undefined ? {} : { undoes }),
      ...(redoes === undefined ? {} : { redoes }),
      ...(half === undefined ? {} : { with: half }),
    });
    if (about !== undefined) this.#mark(Remembered.key(by, about.op), { op, rev }, undoes !== undefined);
  }

  /**
   * The oldest op. A Map keeps the places of what was deleted for a while: looking for its first entry anew each time would pass
   * thousands of them.
   */
  #first(): { key: string; rev: number; at: string } | null {
    for (let ended = false; ; ) {
      const operation = this.#front === null ? undefined : this.#operations.get(this.#front.key);
      // Otherwise it was deleted, or landed again and is the newest now.
      if (this.#front !== null && operation?.rev === this.#front.rev) return { ...this.#front, at: operation.at };
      const { value, done } = this.#walk.next();
      if (done === true) {
        if (ended) return null;
        ended = true;
        // A walk that came to its end does not see what is added later.
        this.#walk = this.#operations.entries();
        this.#front = null;
      } else this.#front = { key: value[0], rev: value[1].rev };
    }
  }

  #mark(key: string, effect: RequestReference, undone: boolean): void {
    const target = this.#operations.get(key);
    if (target === undefined) return;
    const { undone: _, ...rest } = target;
    this.#operations.set(key, undone ? { ...rest, effect, undone } : { ...rest, effect });
  }

  /** The requests of a person that still hold, newest first; with `rev`, those in that revision. */
  *undoable(person: string, rev: number | null): Generator<Undoable> {
    for (const [op, operation] of this.#ofPerson(person)) {
      if (operation.undoes !== undefined || operation.redoes !== undefined || operation.undone === true) continue;
      if (rev !== null && operation.rev !== rev) continue;
      const target = { op, rev: operation.rev };
      yield { person, target, effect: operation.effect ?? target };
    }
  }

  /** What the person took back last and has not brought about again, unless they did something else since. */
  *redoable(person: string): Generator<Undoable> {
    for (const [op, { undoes, redoes }] of this.#ofPerson(person)) {
      if (undoes === undefined && redoes === undefined) return;
      if (undoes === undefined) continue;
      const target = this.#operations.get(Remembered.key(person, undoes.op));
      if (target?.undone === true && target.effect?.op === op) yield { person, target: undoes, effect: target.effect };
    }
  }

  /** The ops of a person, newest first. */
  *#ofPerson(person: string): Generator<[op: string, operation: RememberedOperation]> {
    for (const [key, operation] of [...this.#operations].reverse()) {
      const space = key.indexOf(' ');
      if (key.slice(0, space) === person) yield [key.slice(space + 1), operation];
    }
  }

  /** As text, for a snapshot. */
  freeze(): string {
    return JSON.stringify(
      Array.from(this.#operations, ([key, { fingerprint, rev, at, ...marked }]) =>
        Object.keys(marked).length === 0 ? [key, fingerprint, rev, at] : [key, fingerprint, rev, at, marked],
      ),
    );
  }

  /** From the text of a snapshot. */
  thaw(text: string): void {
    for (const [key, fingerprint, rev, at, marked] of frozenSchema.parse(JSON.parse(text)))
      this.#operations.set(key, { fingerprint, rev, at, ...marked });
  }
}
