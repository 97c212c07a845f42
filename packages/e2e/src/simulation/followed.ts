/** A list as a client follows it, and what must hold at every change of what it shows (invariants 4, 6, 11, 18). */
import { CHAIN_START } from '@tock/shared';
import type { Connection, ListStore } from '../../../tui/src/client/client.ts';
import type { World } from './world.ts';

/** What a list may fail with when frames are lost or come twice, which no connection in order ever does. */
const DAMAGE = ['internal'];
/** A list that says it is current may lag behind the store for so many milliseconds. */
const LAG = 10_000;

export class Followed {
  readonly store: ListStore;
  readonly client: string;
  readonly #world: World;
  readonly #losses: () => number;
  /** Where it stands; a stream begins at its cursor. */
  #at: { rev: number; h: string };
  #epoch: string | null = null;
  #lossesWhenCurrent = -1;
  #behindSince: number | null = null;
  readonly stream: boolean;

  /** `losses` counts how often the client lost its connection. */
  constructor(
    world: World,
    client: string,
    connection: Connection,
    list: string,
    losses: () => number,
    since?: { epoch: string; rev: number; h: string },
  ) {
    this.#world = world;
    this.client = client;
    this.#losses = losses;
    this.stream = since !== undefined;
    this.#at = { rev: since?.rev ?? 0, h: since?.h ?? CHAIN_START };
    this.store = connection.open(list, since === undefined ? { follow: true } : { follow: true, since });
    this.store.onCommit((_, { list: id, rev, h }) => this.#moved(id, { rev, h }));
    this.store.onReset(() => this.#replaced());
    this.store.subscribe(() => this.#changed());
  }

  get id(): string | null {
    return this.store.info?.id ?? null;
  }

  get current(): boolean {
    return this.store.status.phase === 'current';
  }

  get failure(): string | null {
    const { status } = this.store;
    return status.phase === 'failed' ? status.problem.code : null;
  }

  /** Looked at now and then: a list that says it is current must not lag behind for long. */
  look(): void {
    const { disk, clock, violate } = this.#world;
    const { id } = this;
    const { rev } = this.store.state;
    if (!this.current || id === null || rev >= disk.head(id).rev || this.#world.settings.sharedStore) {
      this.#behindSince = null;
      return;
    }
    this.#behindSince ??= clock.now;
    if (clock.now - this.#behindSince > LAG) {
      violate(
        '11 stale is said',
        `${this.client} shows list ${id} at ${rev} as current for more than ${LAG} ms, the store is at ${disk.head(id).rev}`,
      );
    }
  }

  /** A commit was applied. */
  #moved(list: string, to: { rev: number; h: string }): void {
    const { disk, violate } = this.#world;
    const before = this.#at;
    this.#at = to;
    if (to.rev !== before.rev + 1)
      violate('4 gap-free', `${this.client} went from revision ${before.rev} to ${to.rev} of list ${list}`);
    if (!disk.wasDurable(list, to.rev, to.h))
      violate('6 shown is stored', `${this.client} shows revision ${to.rev} of list ${list}, which is not durable`);
    if (disk.before({ list, ...to }) !== before.h)
      violate('18 one history', `${this.client} took revision ${to.rev} of list ${list} over another history`);
  }

  /** The whole list was replaced. */
  #replaced(): void {
    const { disk, violate } = this.#world;
    const { rev, h } = this.store.state;
    const { id } = this;
    if (id === null) return;
    if (!disk.wasDurable(id, rev, h))
      violate('6 shown is stored', `${this.client} shows list ${id} at revision ${rev}, which is not durable`);
    if (rev < this.#at.rev)
      violate('4 gap-free', `${this.client} went back from revision ${this.#at.rev} to ${rev} of list ${id}`);
    if (this.#at.rev > 0 && !this.#sameHistory(id, { rev, h }))
      violate('18 one history', `${this.client} took list ${id} over from another history`);
    this.#at = { rev, h };
  }

  /** Whether where we stood is part of the history of what we have now. */
  #sameHistory(list: string, now: { rev: number; h: string }): boolean {
    let { rev, h } = now;
    while (rev > this.#at.rev) {
      h = this.#world.disk.before({ list, rev, h }) ?? '';
      rev -= 1;
    }
    return h === this.#at.h;
  }

  #changed(): void {
    const { faults, settings, violate, trace } = this.#world;
    const { status, epoch } = this.store;
    if (this.#epoch !== null && epoch !== this.#epoch)
      violate('18 epoch', `${this.client} went from epoch ${this.#epoch} to ${epoch}`);
    this.#epoch = epoch;
    const disordered = faults.on.has('dropped') || faults.on.has('twice');
    if (status.phase === 'current') this.#lossesWhenCurrent = this.#losses();
    if (status.phase === 'stale' && this.#losses() === this.#lossesWhenCurrent && !disordered) {
      violate(
        'R5 no gap on a good connection',
        `${this.client} lacked commits of list ${this.id} on a connection that lost nothing`,
      );
    }
    if (status.phase !== 'failed') return;
    const { code, message } = status.problem;
    trace.add('list failed', `${this.client} ${code}: ${message}`);
    const thinned = this.stream && settings.history !== null && message.includes('no longer has every commit');
    if (code === 'server_behind' && settings.restore === null && !thinned)
      violate('18 no false alarm', `${this.client}: ${message}`);
    if (message.includes('damaged') && !(disordered && DAMAGE.includes(code)))
      violate('4 pages are whole', `${this.client}: ${message}`);
  }
}
