/** One webhook: sends the commits of its list one after another, each until the target took it, and gives up when there is no hope. */
import type { WebhookEntry } from '@tock/shared';
import type { Logger } from 'pino';
import type { Instruments } from '../metrics/instruments.ts';
import type { Position, Positions } from './position.ts';
import type { Posted } from './post.ts';
import type { Slots } from './slots.ts';
import type { Delivery, Page } from './source.ts';
import { isHopeless, type Waits, waitAfter } from './waits.ts';

export type StopReason = NonNullable<WebhookEntry['stopped']>['reason'];

/** What senders share. */
export interface SenderDependencies {
  positions: Pick<Positions, 'read' | 'put'>;
  slots: Slots;
  waits: Waits;
  log: Logger;
  instruments: Instruments;
  /** Milliseconds since 1970. */
  now(): number;
  random(): number;
  /** Runs something later; answers with how to prevent that. */
  later(run: () => void, milliseconds: number): () => void;
  page(list: string, position: Position): Promise<Page>;
  post(webhook: WebhookEntry, delivery: Delivery, signal: AbortSignal): Promise<Posted>;
  /** Whether its maker may still see what it sends (R12). */
  allowed(webhook: WebhookEntry): boolean;
  /** Says durably that it is stopped; answers whether that is stored. Then {@link Sender.update} brings it here. */
  stop(webhook: WebhookEntry, reason: StopReason, message: string): Promise<boolean>;
}

/** How a webhook stands. */
export interface SenderStatus {
  position: Position;
  /** How the last try ended, where it failed. */
  message: string | null;
  /** When the next try is, in milliseconds; null: at once, or it is on its way. */
  nextAt: number | null;
}

/** How long to wait when it was our own store that failed, in milliseconds. */
const AFTER_FAULT = 10_000;
/** How long one webhook may send before it is another's turn, in milliseconds. */
const TURN = 2_000;

export class Sender {
  readonly #dependencies: SenderDependencies;
  #webhook: WebhookEntry;
  #position: Position | null = null;
  #message: string | null = null;
  #waiting: { until: number; cancel: () => void } | null = null;
  /** Whether there may be something that was not sent. */
  #pending = true;
  #running: Promise<void> | null = null;
  #over = false;
  readonly #ended = new AbortController();

  constructor(webhook: WebhookEntry, dependencies: SenderDependencies) {
    this.#webhook = webhook;
    this.#dependencies = dependencies;
  }

  get list(): string {
    return this.#webhook.list;
  }

  get stopped(): boolean {
    return this.#webhook.stopped !== undefined;
  }

  /** Whether what it sends next has failed before. */
  get failing(): boolean {
    return !this.stopped && this.#position?.failing !== undefined;
  }

  /** The list has a new commit, perhaps. Costs the caller next to nothing, and never throws (R1). */
  wake(): void {
    this.#pending = true;
    if (this.#running !== null || this.#waiting !== null || !this.#live) return;
    this.#running = new Promise((resolve) => setImmediate(resolve))
      .then(() => this.#run())
      .catch((error: unknown) => this.#fault(error))
      .finally(() => {
        this.#running = null;
        if (this.#pending) this.wake();
      });
  }

  /** Tries now what waits for its next try. */
  retry(): void {
    this.#cancelWait();
    this.wake();
  }

  /** The directory has it so now. */
  update(webhook: WebhookEntry): void {
    const resumed = this.#webhook.stopped !== undefined && webhook.stopped === undefined;
    this.#webhook = webhook;
    if (webhook.stopped !== undefined) this.#cancelWait();
    if (resumed) this.#resume();
  }

  async status(): Promise<SenderStatus> {
    const position = await this.#load();
    return { position, message: this.#message, nextAt: this.#waiting?.until ?? null };
  }

  /** Begins nothing more. What is on its way may end by itself, until {@link cut}. */
  async close(): Promise<void> {
    this.#over = true;
    this.#cancelWait();
    await this.#running;
  }

  /** Ends what is on its way, too. */
  cut(): void {
    this.#over = true;
    this.#cancelWait();
    this.#ended.abort();
  }

  get #live(): boolean {
    return !this.#over && !this.stopped;
  }

  async #load(): Promise<Position> {
    const stored = this.#position ?? (await this.#dependencies.positions.read(this.#webhook.id));
    // Whoever asked first knows more by now than what was read.
    this.#position ??= stored ?? this.#webhook.since;
    return this.#position;
  }

  #resume(): void {
    this.#message = null;
    // What was stored before the stop says that it fails; that counts anew.
    void this.#load()
      .then(({ failing: _, ...position }) => this.#reach(position))
      .catch((error: unknown) => this.#fault(error))
      .finally(() => this.retry());
  }

  async #run(): Promise<void> {
    const { failing } = await this.#load();
    const release = await this.#dependencies.slots.take(failing !== undefined);
    try {
      if (this.#live) await this.#sendPage();
    } finally {
      release();
    }
  }

  async #sendPage(): Promise<void> {
    this.#pending = false;
    const { page, log, now } = this.#dependencies;
    const { id, list } = this.#webhook;
    const { anew, deliveries } = await page(list, await this.#load());
    if (anew !== null) {
      const { restored, rev } = anew;
      log.warn({ webhook: id, list, restored, rev }, 'the list has another history: a webhook begins at its head');
      this.#reach(anew);
      this.#pending = true;
    }
    const began = now();
    for (const delivery of deliveries) {
      // There may be more, until a page says that there is none.
      this.#pending = true;
      if (now() - began > TURN || !(await this.#deliver(delivery))) return;
    }
  }

  /** Answers whether it was delivered. */
  async #deliver(delivery: Delivery): Promise<boolean> {
    const { post, allowed, log, instruments } = this.#dependencies;
    if (!this.#live) return false;
    if (!allowed(this.#webhook)) {
      await this.#giveUp('not_allowed', 'who made it may not manage webhooks of the list any more');
      return false;
    }
    const posted = await post(this.#webhook, delivery, this.#ended.signal);
    // Cut short, by a stop or because the webhook is no more: that says nothing about the target.
    if (this.#ended.signal.aborted) return false;
    instruments.count('deliveries', posted.kind);
    switch (posted.kind) {
      case 'accepted':
        if (this.#message !== null) log.info({ webhook: this.#webhook.id }, 'a webhook is delivered again');
        this.#message = null;
        // Only now: a crash in between sends it once more, and never once less.
        this.#reach(delivery.next);
        return true;
      case 'gone':
        await this.#giveUp('gone', posted.message);
        return false;
      case 'failed':
        await this.#failed(posted.message, posted.retryAfter);
        return false;
    }
  }

  #reach(position: Position): void {
    this.#position = position;
    this.#dependencies.positions.put(this.#webhook.id, position);
  }

  async #failed(message: string, retryAfter: number | null): Promise<void> {
    const { now, random, waits, log } = this.#dependencies;
    const position = await this.#load();
    const at = now();
    const { since = new Date(at).toISOString(), tries = 0 } = position.failing ?? {};
    const failing = { since, tries: tries + 1 };
    this.#reach({ ...position, failing });
    if (isHopeless({ since: Date.parse(since), tries: failing.tries }, at, waits)) {
      return this.#giveUp('failing', message);
    }
    const { id, list } = this.#webhook;
    if (this.#message !== message) log.info({ webhook: id, list, message }, 'a delivery failed; it is tried again');
    this.#message = message;
    this.#wait(waitAfter(failing.tries, retryAfter, waits, random));
  }

  async #giveUp(reason: StopReason, message: string): Promise<void> {
    const { stop, log } = this.#dependencies;
    const { id, list } = this.#webhook;
    this.#message = message;
    if (await stop(this.#webhook, reason, message)) {
      log.warn({ webhook: id, list, reason, message }, 'a webhook is stopped: tock webhook resume starts it again');
    } else {
      // That could not be stored: the target is asked again, and says the same or something better.
      this.#wait(AFTER_FAULT);
    }
  }

  /** Not the target's failure but ours. */
  #fault(error: unknown): void {
    if (this.#over) return;
    this.#dependencies.log.error({ webhook: this.#webhook.id, error }, 'what a webhook has to send could not be read');
    this.#wait(AFTER_FAULT);
  }

  #wait(milliseconds: number): void {
    this.#pending = true;
    this.#cancelWait();
    if (!this.#live) return;
    const { now, later } = this.#dependencies;
    const cancel = later(() => {
      this.#waiting = null;
      this.wake();
    }, milliseconds);
    this.#waiting = { until: now() + milliseconds, cancel };
  }

  #cancelWait(): void {
    this.#waiting?.cancel();
    this.#waiting = null;
  }
}
