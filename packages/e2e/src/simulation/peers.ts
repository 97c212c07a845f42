/** Who is connected to a simulated server and follows what: the rule of the server's `connections.ts` over simulated connections. */
import type { Page, StoredCommit } from '@tock/shared';
import type { Reader } from '../../../server/src/connections.ts';
import type { Caller } from '../../../server/src/identity/permissions.ts';
import { encode } from './frames.ts';
import type { Wire } from './wire.ts';

/** A list whose room was quiet for this long says where it stands; how often that is looked at. In milliseconds. */
const QUIET = 4_000;
const LOOK = 500;
/** Pages wait while a reader has more frames than this to take. */
const PAGES_AHEAD = 4;

/** A signed-in connection. */
export class Peer implements Reader {
  readonly who: Caller;
  readonly line = this;
  readonly lists = new Set<string>();
  gone = false;
  readonly #wire: Wire;
  readonly #joined: (list: string) => void;
  readonly #told: (person: string, text: string) => void;

  constructor(who: Caller, wire: Wire, joined: (list: string) => void, told: (person: string, text: string) => void) {
    this.who = who;
    this.#wire = wire;
    this.#joined = joined;
    this.#told = told;
  }

  join(list: string): void {
    if (this.gone) return;
    this.lists.add(list);
    this.#joined(list);
  }

  leave(list: string): void {
    this.lists.delete(list);
  }

  send(pages: AsyncIterable<Page>): Promise<void> {
    return this.#sendAll(pages);
  }

  tell(text: string): void {
    if (this.gone) return;
    this.#told(this.who.person, text);
    this.#wire.toClient.send(text);
  }

  cut(): void {
    this.gone = true;
    this.#wire.cut();
  }

  close(): void {
    this.gone = true;
    this.#wire.close();
  }

  async #sendAll(pages: AsyncIterable<Page>): Promise<void> {
    for await (const page of pages) {
      await new Promise(setImmediate);
      while (!this.gone && this.#wire.toClient.waiting >= PAGES_AHEAD)
        await new Promise((resolve) => setTimeout(resolve, 5));
      if (this.gone) return;
      this.tell(encode({ kind: 'fact', name: 'list:paged', payload: page }));
    }
  }
}

/** Every connection of one server. */
export class Peers {
  readonly #peers = new Set<Peer>();
  readonly #toldAt = new Map<string, number>();
  readonly #timer: NodeJS.Timeout;
  readonly #told: (person: string, text: string) => void;

  /** `head` says where a list stands that is in memory; `told` hears everything that is about to be told to a person. */
  constructor(
    head: (list: string) => { rev: number; h: string } | undefined,
    told: (person: string, text: string) => void,
  ) {
    this.#told = told;
    this.#timer = setInterval(() => this.#beat(head), LOOK);
  }

  add(who: Caller, wire: Wire): Peer {
    const peer = new Peer(who, wire, (list) => this.#begin(list), this.#told);
    this.#peers.add(peer);
    return peer;
  }

  /** From now on a list is quiet, unless it was followed before: then whoever lost a frame must not wait for longer. */
  #begin(list: string): void {
    if (!this.#toldAt.has(list)) this.#toldAt.set(list, Date.now());
  }

  /** The connection is over. */
  remove(peer: Peer): void {
    peer.gone = true;
    this.#peers.delete(peer);
  }

  followed(list: string): boolean {
    return [...this.#peers].some((peer) => peer.lists.has(list));
  }

  emit(commit: StoredCommit): void {
    this.#toldAt.set(commit.list, Date.now());
    this.#broadcast(commit.list, encode({ kind: 'fact', name: 'committed', payload: commit }));
  }

  listsChanged(people: readonly string[]): void {
    const text = encode({ kind: 'fact', name: 'lists:changed', payload: undefined });
    for (const peer of this.#peers) if (people.includes(peer.who.person)) peer.tell(text);
  }

  announceDrain(retryMs: number): void {
    for (const peer of this.#peers) peer.tell(encode({ kind: 'draining', retryMs }));
  }

  /** The process is gone: whoever is connected finds out. */
  cutAll(): void {
    clearInterval(this.#timer);
    for (const peer of this.#peers) peer.cut();
    this.#peers.clear();
  }

  /** Says goodbye to everyone, after what was sent. */
  closeAll(): void {
    clearInterval(this.#timer);
    for (const peer of this.#peers) peer.close();
    this.#peers.clear();
  }

  #broadcast(list: string, text: string): void {
    for (const peer of this.#peers) if (peer.lists.has(list)) peer.tell(text);
  }

  #beat(head: (list: string) => { rev: number; h: string } | undefined): void {
    const lists = new Set([...this.#peers].flatMap((peer) => [...peer.lists]));
    for (const list of lists) {
      if (Date.now() - (this.#toldAt.get(list) ?? 0) < QUIET) continue;
      const at = head(list);
      if (at === undefined) continue;
      this.#toldAt.set(list, Date.now());
      this.#broadcast(list, encode({ kind: 'fact', name: 'heartbeat', payload: { list, ...at } }));
    }
  }
}
