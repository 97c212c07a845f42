/** What was asked and what was answered: the history that the checks at the end of a run judge. */
import { DIRECTORY, type Outcome, type Receipt, type WriteName } from '@tock/shared';
import type { Write } from './writes.ts';

export interface Invocation {
  readonly write: Write;
  readonly person: string;
  readonly client: string;
  /** The list that remembers the op, by its id. */
  readonly home: string;
  /** Whether its op was never used before. */
  readonly first: boolean;
  /** The last revision of that list that was confirmed to anybody before this was asked (invariant 5). */
  readonly after: number;
  /** How often the store had been put back before. */
  readonly era: number;
  /** Whether the list was certainly archived when this was asked. */
  readonly shelved: boolean;
  outcome: Outcome<Receipt> | null;
}

const ofDirectory: readonly WriteName[] = ['list:create', 'list:rename', 'list:archive', 'list:unarchive'];

/** The list in which the op of a write is remembered, when it is asked of this one. */
function homeOf({ name }: Write, list: string): string {
  return ofDirectory.includes(name) ? DIRECTORY : list;
}

/** Where a receipt says that the op is: a move between lists is remembered where the todos came from. */
export function placeOf({ write, home }: Invocation, receipt: Receipt): { list: string; rev: number } {
  return write.name === 'todo:send' && receipt.from !== undefined
    ? { list: home, rev: receipt.from.rev }
    : { list: home, rev: receipt.rev };
}

export class Invocations {
  readonly all: Invocation[] = [];
  /** How often the store was put back to an older copy. */
  era = 0;
  readonly #confirmed = new Map<string, number>();
  /** Lists that are certainly archived, and how many requests may open each of them at any time. */
  readonly #archived = new Set<string>();
  readonly #alone: boolean;
  readonly #unarchiving = new Map<string, number>();
  /** The revision at which each list was opened again last. */
  readonly #opened = new Map<string, number>();

  /** Servers on one store do not hear of each other's directory yet: then nobody knows what another one takes. */
  constructor(alone: boolean) {
    this.#alone = alone;
  }

  begin(write: Write, by: { person: string; client: string }, list: string, first: boolean): Invocation {
    const home = homeOf(write, list);
    const { person, client } = by;
    const after = this.#confirmed.get(home) ?? 0;
    const shelved = this.#alone && home !== DIRECTORY && this.#archived.has(home);
    const invocation = { write, person, client, home, first, after, era: this.era, shelved, outcome: null };
    this.all.push(invocation);
    if (write.name === 'list:unarchive') {
      // From now on, and however late a try of it arrives, nobody knows.
      this.#archived.delete(list);
      this.#unarchiving.set(list, (this.#unarchiving.get(list) ?? 0) + 1);
    }
    return invocation;
  }

  /** It was answered. Says what is wrong with the answer as far as the answers alone tell, or null. */
  end(invocation: Invocation, outcome: Outcome<Receipt>): string | null {
    invocation.outcome = outcome;
    this.#shelve(invocation, outcome);
    if (!outcome.ok || !outcome.value.changed || invocation.era !== this.era) return null;
    const { list, rev } = placeOf(invocation, outcome.value);
    this.#confirmed.set(list, Math.max(this.#confirmed.get(list) ?? 0, rev));
    if (invocation.first && rev <= invocation.after) {
      return `op ${invocation.write.op} is at revision ${rev}, and revision ${invocation.after} was confirmed before it was asked`;
    }
    // Opened again meanwhile, it may take the change.
    if (invocation.first && invocation.shelved && this.#archived.has(list))
      return `op ${invocation.write.op} changed list ${list}, which was archived before it was asked`;
    return null;
  }

  #shelve({ write, first, era }: Invocation, outcome: Outcome<Receipt>): void {
    if (!outcome.ok) return;
    const { list, rev } = outcome.value;
    const opened = this.#opened.get(list) ?? 0;
    if (
      write.name === 'list:archive' &&
      first &&
      era === this.era &&
      rev > opened &&
      (this.#unarchiving.get(list) ?? 0) === 0
    )
      this.#archived.add(list);
    if (write.name !== 'list:unarchive') return;
    this.#opened.set(list, Math.max(rev, opened));
    this.#unarchiving.set(list, (this.#unarchiving.get(list) ?? 1) - 1);
  }

  /** The store was put back: what was confirmed may be gone. */
  putBack(): void {
    this.era += 1;
    this.#confirmed.clear();
    this.#archived.clear();
  }
}
