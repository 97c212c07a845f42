/** The webhooks that there are, a sender for each: what the directory says of them, as long as the server runs. */
import { DIRECTORY, randomIdentifier, success, type WebhookEntry } from '@tock/shared';
import type { Logger } from 'pino';
import type { Directory } from '../identity/directory.ts';
import { permit } from '../identity/permissions.ts';
import type { Journal } from '../journal/journal.ts';
import type { Ledgers } from '../ledgers.ts';
import type { Instruments } from '../metrics/instruments.ts';
import type { WebhookKeys } from './keyFile.ts';
import { Positions } from './position.ts';
import { type Post, type Posted, type PostOptions, post as postByHttp } from './post.ts';
import { Sender, type SenderDependencies, type SenderStatus, type StopReason } from './sender.ts';
import { signedHeaders } from './signature.ts';
import { Slots } from './slots.ts';
import { type Delivery, Source } from './source.ts';
import { guardedLookup, type Resolve, type TargetRules } from './target.ts';
import type { Waits } from './waits.ts';

/** What can be said of webhooks, and asked of them, beside what the directory has. */
export interface WebhookDeliveries {
  /** How a webhook stands; null when there is none. */
  status(webhook: string): Promise<SenderStatus | null>;
  /** Tries now what waits for its next try. */
  retry(webhook: string): void;
}

export interface DeliveriesDependencies {
  directory: Directory;
  ledgers: Ledgers;
  journal: Journal;
  keys: WebhookKeys;
  targets: TargetRules;
  waits: Waits;
  version: string;
  log: Logger;
  instruments: Instruments;
  /** How names are resolved, where it is not as the system does it. */
  resolve?: Resolve;
  /** How a delivery is sent, where it is not over the network; and chance, where it is not the runtime's. */
  post?: (request: Post, options: PostOptions) => Promise<Posted>;
  random?: () => number;
}

/** How long a stop waits for what is on its way, in milliseconds. */
const FAREWELL = 900;
const OTHER_KEY = 'its secret cannot be made: webhooks.key is missing, or another one than it was';

export class Deliveries implements WebhookDeliveries {
  readonly #dependencies: DeliveriesDependencies;
  readonly #positions: Positions;
  readonly #shared: SenderDependencies;
  readonly #options: PostOptions;
  readonly #senders = new Map<string, Sender>();
  readonly #ofList = new Map<string, Set<Sender>>();
  /** The revision of the directory up to which its webhooks are known here. */
  #seen = -1;
  #begun = false;
  #closing: Promise<void> | null = null;

  constructor(dependencies: DeliveriesDependencies) {
    this.#dependencies = dependencies;
    const { directory, journal, targets, waits, log, instruments, resolve } = dependencies;
    this.#positions = new Positions(journal, log);
    this.#options = { rules: targets, lookup: guardedLookup(targets, resolve), waits, now: Date.now };
    const source = new Source(dependencies);
    this.#shared = {
      positions: this.#positions,
      slots: new Slots(),
      waits,
      log,
      instruments,
      now: Date.now,
      random: dependencies.random ?? Math.random,
      later: (run, milliseconds) => {
        const timer = setTimeout(run, milliseconds);
        return () => clearTimeout(timer);
      },
      page: (list, position) => source.page(list, position),
      post: (webhook, delivery, signal) => this.#post(webhook, delivery, signal),
      allowed: ({ by, list }) => permit(directory.state, { person: by, device: '' }, 'manage webhooks', list).ok,
      stop: (webhook, reason, message) => this.#stop(webhook, reason, message),
    };
  }

  /** Begins to send what there is to send. */
  begin(): void {
    this.#begun = true;
    this.#look();
  }

  /** A commit is durable. Called where it is emitted: costs next to nothing, and never throws (R1). */
  committed(list: string): void {
    if (!this.#begun || this.#closing !== null) return;
    if (list === DIRECTORY) this.#look();
    for (const sender of this.#ofList.get(list) ?? []) sender.wake();
  }

  /** How many are stopped, and of the others how many fail. */
  get troubled(): { stopped: number; failing: number } {
    const senders = [...this.#senders.values()];
    return {
      stopped: senders.filter(({ stopped }) => stopped).length,
      failing: senders.filter(({ failing }) => failing).length,
    };
  }

  async status(webhook: string): Promise<SenderStatus | null> {
    return (await this.#senders.get(webhook)?.status()) ?? null;
  }

  retry(webhook: string): void {
    this.#senders.get(webhook)?.retry();
  }

  /** Begins nothing more, gives what is on its way a moment, and writes how far everything has come. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const senders = [...this.#senders.values()];
    const cut = setTimeout(() => {
      for (const sender of senders) sender.cut();
    }, FAREWELL);
    await Promise.all(senders.map((sender) => sender.close()));
    clearTimeout(cut);
    await this.#positions.close();
  }

  /** What the directory says of webhooks now. */
  #look(): void {
    const { state } = this.#dependencies.directory;
    if (state.webhooksRev === this.#seen) return;
    this.#seen = state.webhooksRev;
    for (const [id, sender] of this.#senders) {
      if (!state.webhooks.has(id)) this.#remove(id, sender);
    }
    for (const webhook of state.webhooks.values()) {
      const sender = this.#senders.get(webhook.id);
      if (sender === undefined) this.#add(webhook);
      else sender.update(webhook);
    }
  }

  #add(webhook: WebhookEntry): void {
    const sender = new Sender(webhook, this.#shared);
    this.#senders.set(webhook.id, sender);
    const ofList = this.#ofList.get(webhook.list) ?? new Set();
    this.#ofList.set(webhook.list, ofList.add(sender));
    sender.wake();
  }

  #remove(id: string, sender: Sender): void {
    sender.cut();
    this.#senders.delete(id);
    const ofList = this.#ofList.get(sender.list);
    ofList?.delete(sender);
    if (ofList?.size === 0) this.#ofList.delete(sender.list);
    this.#positions.put(id, null);
  }

  async #post({ id: webhook, url, key }: WebhookEntry, { id, body }: Delivery, signal: AbortSignal): Promise<Posted> {
    const { keys, version, post = postByHttp } = this.#dependencies;
    const known = await keys.find(key);
    // Signed by another key it would be refused, by a receiver that is right to do so.
    if (known?.hash !== key) return { kind: 'failed', message: OTHER_KEY, retryAfter: null };
    const at = Math.floor(Date.now() / 1_000);
    const headers = { 'user-agent': `tock/${version}`, ...signedHeaders(known, webhook, { id, at, body }) };
    return post({ url, headers, body, signal }, this.#options);
  }

  /** In the name of who made the webhook: there is nobody else. Answers whether it is stored. */
  async #stop({ id, list, url, by }: WebhookEntry, reason: StopReason, message: string): Promise<boolean> {
    if (this.#closing !== null) return false;
    const op = randomIdentifier();
    const landed = await this.#dependencies.directory.submit({
      op,
      by,
      fingerprint: op,
      plan: (state) => {
        const webhook = state.webhooks.get(id);
        const stands = webhook !== undefined && webhook.stopped === undefined;
        return success({ changes: stands ? [{ type: 'webhook_stopped', id, list, url, reason, message }] : [] });
      },
    });
    return landed.ok;
  }
}
