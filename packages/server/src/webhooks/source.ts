/** What a webhook has to send: read from the journal behind its position, so that a slow target costs no memory. */
import { CHAIN_START, type CommitRecord, cursorText } from '@tock/shared';
import { recordsOf } from '../controllers/records.ts';
import type { Journal } from '../journal/journal.ts';
import type { Ledgers, TodoLedger } from '../ledgers.ts';
import type { Position } from './position.ts';

/** What one request brings. */
interface DeliveryBody extends CommitRecord {
  /** Where whoever has read this stands: what `tock watch --since` takes. */
  cursor: string;
  /** Commits before this one that are not kept any more: they were never sent. */
  skipped?: { from: number; to: number };
  /** The store was put back: what came after this revision of the history before is not part of this one. */
  restored?: { epoch: string; rev: number };
}

export interface Delivery {
  /** The same for each try: by it a receiver drops repeats. */
  id: string;
  body: string;
  /** Where the webhook stands when this was delivered. */
  next: Position;
}

export interface Page {
  /** Where the webhook begins anew, because its position is of another history; null where it fits. */
  anew: Position | null;
  /** In the order of their revisions; empty at the head. */
  deliveries: Delivery[];
}

/** How much is read at once: it is in memory while it is sent. */
const PAGE = { limit: 16, maximumBytes: 256 * 1024 };

export interface SourceDependencies {
  journal: Pick<Journal, 'read' | 'chainAt' | 'identity'>;
  ledgers: Ledgers;
}

export class Source {
  readonly #dependencies: SourceDependencies;

  constructor(dependencies: SourceDependencies) {
    this.#dependencies = dependencies;
  }

  /** The next deliveries of a list behind a position. */
  async page(list: string, position: Position): Promise<Page> {
    const { journal, ledgers } = this.#dependencies;
    if (!(await this.#fits(list, position))) return this.#begin(list, position);
    // A list that has nothing new is not loaded into memory for that.
    if ((await journal.chainAt(list, position.rev + 1)) === null) return { anew: null, deliveries: [] };
    return ledgers.use(list, (ledger) => this.#read(list, ledger, position));
  }

  async #fits(list: string, { epoch, rev, h }: Position): Promise<boolean> {
    const { journal } = this.#dependencies;
    if (epoch !== journal.identity.epoch) return false;
    return (rev === 0 ? CHAIN_START : await journal.chainAt(list, rev)) === h;
  }

  /** Another history: what it has is not what is missing of the one before. So it goes on from where the list is now. */
  #begin(list: string, { epoch, rev, failing, restored }: Position): Promise<Page> {
    const { journal, ledgers } = this.#dependencies;
    return ledgers.use(list, async (ledger) => {
      // Put back once more before it was told: what it has seen is still the history before the first time.
      const anew = { epoch: journal.identity.epoch, ...ledger.head, restored: restored ?? { epoch, rev } };
      return { anew: failing === undefined ? anew : { ...anew, failing }, deliveries: [] };
    });
  }

  async #read(list: string, ledger: TodoLedger, position: Position): Promise<Page> {
    const { journal, ledgers } = this.#dependencies;
    const { epoch } = journal.identity;
    const after = Math.max(position.rev, ledger.keptFrom - 1);
    const commits = await journal.read(list, after, PAGE);
    // What the ledger has not applied yet is told to nobody yet (R1), and its numbers are not known.
    const durable = commits.filter(({ rev }) => rev <= ledger.head.rev);
    const records = await recordsOf(ledgers, epoch, list, durable);
    const first = {
      ...(after > position.rev ? { skipped: { from: position.rev + 1, to: after } } : {}),
      ...(position.restored === undefined ? {} : { restored: position.restored }),
    };
    const deliveries = records.map((record, index): Delivery => {
      const { rev, h } = record;
      const cursor = cursorText({ epoch, rev, h });
      const body: DeliveryBody = { ...record, cursor, ...(index === 0 ? first : {}) };
      return { id: cursor, body: JSON.stringify(body), next: { epoch, rev, h } };
    });
    return { anew: null, deliveries };
  }
}
