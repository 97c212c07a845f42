/** The ops that a list remembers, so that a repeat is answered with its first receipt, also after a restart (R7). */
import { limits } from '@tock/shared';
import * as z from 'zod/mini';

/** Key, fingerprint, revision, time. */
const frozenSchema = z.array(z.tuple([z.string(), z.string(), z.number(), z.string()]));

/** Where an op landed, and what it was used for. */
export interface RememberedOperation {
  fingerprint: string;
  rev: number;
  at: string;
}

/** Oldest first; forgets beyond the window that `limits` gives. */
export class Remembered {
  readonly #operations = new Map<string, RememberedOperation>();

  /** An op belongs to one person. A space is in neither. */
  static key(person: string, op: string): string {
    return `${person} ${op}`;
  }

  get(key: string): RememberedOperation | undefined {
    return this.#operations.get(key);
  }

  add(key: string, operation: RememberedOperation): void {
    this.#operations.set(key, operation);
    const oldest = new Date(Date.parse(operation.at) - limits.rememberedDays * 86_400_000).toISOString();
    for (const [candidate, { at }] of this.#operations) {
      if (this.#operations.size <= limits.rememberedOperations && at >= oldest) return;
      this.#operations.delete(candidate);
    }
  }

  /** As text, for a snapshot. */
  freeze(): string {
    return JSON.stringify(
      Array.from(this.#operations, ([key, { fingerprint, rev, at }]) => [key, fingerprint, rev, at]),
    );
  }

  /** From the text of a snapshot. */
  thaw(text: string): void {
    for (const [key, fingerprint, rev, at] of frozenSchema.parse(JSON.parse(text)))
      this.#operations.set(key, { fingerprint, rev, at });
  }
}
