/** How far each webhook has come: kept in the store, written a little later than it is true, and never before. */
import { instantSchema, revisionSchema } from '@tock/shared';
import type { Logger } from 'pino';
import * as z from 'zod/mini';
import type { Journal } from '../journal/journal.ts';

const positionSchema = z.strictObject({
  /** Everything up to this revision of this history was delivered, or passed over and said so. */
  epoch: z.string(),
  rev: revisionSchema,
  h: z.string(),
  /** It went on in another history than it was in: the next delivery says so. */
  restored: z.exactOptional(z.strictObject({ epoch: z.string(), rev: revisionSchema })),
  /** Since when every try has failed, and how many have: a restart forgets neither. */
  failing: z.exactOptional(z.strictObject({ since: instantSchema, tries: z.number() })),
});
export type Position = z.infer<typeof positionSchema>;

/** Where positions are durable: one text for each webhook. */
export type PositionStore = Pick<Journal, 'readCursor' | 'writeCursor' | 'forgetCursor'>;

/** How long a position may be true before it is written, in milliseconds; longer after a write that failed. */
const LATER = 500;
const AFTER_FAILURE = 10_000;

const nameOf = (webhook: string) => `webhook:${webhook}`;

export class Positions {
  readonly #store: PositionStore;
  readonly #log: Pick<Logger, 'warn'>;
  readonly #unwritten = new Map<string, Position | null>();
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> | null = null;

  constructor(store: PositionStore, log: Pick<Logger, 'warn'>) {
    this.#store = store;
    this.#log = log;
  }

  /** The position of a webhook, or null when it never had one. Rejects when it cannot be read: never "from the beginning" by mistake (R10). */
  async read(webhook: string): Promise<Position | null> {
    const text = await this.#store.readCursor(nameOf(webhook));
    return text === null ? null : positionSchema.parse(JSON.parse(text));
  }

  /** The webhook has come so far; null: it is no more. Call it after the delivery, never before: what is not written is sent again. */
  put(webhook: string, position: Position | null): void {
    this.#unwritten.set(webhook, position);
    this.#writeAfter(LATER);
  }

  /** Writes what is not written yet; for a clean stop. */
  async close(): Promise<void> {
    this.#clearTimer();
    await this.#write();
    this.#clearTimer();
  }

  #clearTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #writeAfter(wait: number): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#writing = this.#write().finally(() => {
        this.#writing = null;
      });
    }, wait);
  }

  /** One at a time: the store is there for others first. */
  async #write(): Promise<void> {
    await this.#writing;
    for (const [webhook, position] of [...this.#unwritten]) {
      try {
        const name = nameOf(webhook);
        const written =
          position === null
            ? await this.#store.forgetCursor(name)
            : await this.#store.writeCursor(name, JSON.stringify(position));
        if (written === 'full') throw new Error('there is no room left where the store is kept');
        if (this.#unwritten.get(webhook) === position) this.#unwritten.delete(webhook);
      } catch (error) {
        this.#log.warn({ error }, 'how far webhooks have come could not be written; after a crash they send it again');
        this.#writeAfter(AFTER_FAILURE);
        return;
      }
    }
  }
}
