/** One simulated server process: it starts, takes connections, answers, and ends as asked, by a fault, or by a crash. */
import { PROTOCOL } from '@tock/shared';
import { signIn } from '../../../server/src/doors/signIn.ts';
import type { Directory } from '../../../server/src/identity/directory.ts';
import { openJournal } from '../../../server/src/journal/keyvJournal.ts';
import type { LedgerDependencies } from '../../../server/src/ledger.ts';
import type { Ledgers } from '../../../server/src/ledgers.ts';
import { decodeClient, encode } from './frames.ts';
import { Mount } from './mount.ts';
import type { Peer } from './peers.ts';
import { assemble, type ServerParts, type ServerWatch } from './serverParts.ts';
import type { Wire } from './wire.ts';
import { newIdentifier, type World } from './world.ts';

const RETRY_AFTER_DRAIN = 500;
const SNAPSHOTS = 3_000;

export interface ServerOptions {
  name: string;
  sharedStore: boolean;
  watch: ServerWatch;
  /** The process ended by itself: a fault, or a crash. */
  died(): void;
  /** How far the clock of this machine is off, in milliseconds. */
  clockOff(): number;
}

export class Server {
  readonly #world: World;
  readonly #options: ServerOptions;
  readonly #mount: Mount;
  readonly #answering = new Set<Promise<void>>();
  #parts: ServerParts | null = null;
  #over = false;
  #draining = false;
  #crashed = false;

  constructor(world: World, options: ServerOptions) {
    this.#world = world;
    this.#options = options;
    this.#mount = new Mount(world, options.sharedStore, () => this.crash());
  }

  /** Opens the store and reads the directory. Rejects when the store cannot be read; the process is of no use then. */
  async start(): Promise<void> {
    const { trace } = this.#world;
    const journal = await openJournal(this.#mount.storage);
    const fault = (error: unknown) => {
      if (!this.#over) trace.add('fault', String(error));
      this.crash();
    };
    const dependencies: LedgerDependencies = {
      journal,
      now: () => new Date(Date.now() + this.#options.clockOff()).toISOString(),
      identifier: () => newIdentifier(this.#world.chance),
      remember: { operations: this.#world.settings.window, days: 30 },
      emit: (commit) => {
        if (this.#over) return;
        trace.add('commit', `${this.#options.name} ${commit.list} ${commit.rev} ${commit.h}`);
        this.#options.watch.emitted(commit);
        this.#parts?.peers.emit(commit);
        this.#parts?.webhooks.committed(commit.list);
      },
      report: (error) => trace.add('report', String(error)),
      fault,
    };
    this.#parts = await assemble(this.#world, this.#options.watch, { dependencies, draining: () => this.#draining });
    if (!this.#over) this.#parts.webhooks.begin();
  }

  get running(): boolean {
    return this.#parts !== null && !this.#over && !this.#draining;
  }

  /** Its store has failed, and it has not ended yet. */
  get failing(): boolean {
    return this.#mount.broken;
  }

  /** It ended, and not because it was asked to. */
  get crashed(): boolean {
    return this.#crashed;
  }

  get directory(): Directory {
    return this.#running.directory;
  }

  get epoch(): string {
    return this.#running.journal.identity.epoch;
  }

  get ledgers(): Ledgers {
    return this.#running.ledgers;
  }

  /** Takes a connection in: nothing of it is served before it has signed in. */
  accept(wire: Wire): void {
    let peer: Peer | null = null;
    wire.server = {
      frame: (text) => {
        if (this.#over) return;
        const frame = decodeClient(text);
        if (frame.kind === 'hello') peer ??= this.#signIn(wire, frame.auth);
        else if (peer !== null) this.#serve(peer, frame);
      },
      over: () => {
        if (peer !== null) this.#parts?.peers.remove(peer);
      },
    };
  }

  /** The process ends at once: nothing of it acts any more. */
  crash(): void {
    if (this.#over) return;
    this.#world.trace.add('crash', this.#options.name);
    this.#crashed = true;
    this.#end();
    this.#parts?.peers.cutAll();
    this.#options.died();
  }

  /** The process is asked to end, and ends once everything that was begun is stored and answered. */
  async drain(): Promise<void> {
    const { directory, ledgers, peers, journal, webhooks } = this.#running;
    this.#draining = true;
    this.#stopTimers();
    peers.announceDrain(RETRY_AFTER_DRAIN);
    const sent = webhooks.close();
    await Promise.all(this.#answering);
    await Promise.all([directory.settled(), ledgers.settled(), sent]);
    peers.closeAll();
    await Promise.all([directory.rest(), ledgers.rest(SNAPSHOTS)]);
    if (this.#over) return;
    await journal.close();
    this.#end();
  }

  get #running(): ServerParts {
    if (this.#parts === null) throw new Error('the server was not started');
    return this.#parts;
  }

  #end(): void {
    this.#over = true;
    this.#mount.leave();
    this.#stopTimers();
    // What it had begun to send is on its way; nothing more leaves, and nothing more is written.
    void this.#parts?.webhooks.close();
  }

  #stopTimers(): void {
    for (const timer of this.#parts?.timers ?? []) clearInterval(timer);
  }

  #signIn(wire: Wire, auth: unknown): Peer | null {
    const { directory, journal, peers } = this.#running;
    const signedIn = signIn(auth, directory.state);
    if (!signedIn.ok) {
      wire.toClient.send(encode({ kind: 'refused', problem: signedIn.problem }));
      wire.close();
      return null;
    }
    const peer = peers.add(signedIn.value, wire);
    const { epoch } = journal.identity;
    const fact = { version: '0', protocol: PROTOCOL, epoch, durability: journal.durability, ...signedIn.value };
    peer.tell(encode({ kind: 'welcomed', fact }));
    return peer;
  }

  #serve(peer: Peer, { id, name, payload }: { id: number; name: string; payload: unknown }): void {
    const { watch } = this.#options;
    const { answerRequest } = this.#running;
    const answered: Promise<void> = answerRequest(name, payload, peer.who, peer, String(id))
      .then(({ outcome, after }) => {
        if (this.#over || peer.gone) return;
        watch.answered(peer.who.person, name, payload, outcome);
        peer.tell(encode({ kind: 'answer', id, outcome }));
        // A reader whose pages cannot be made would wait for them forever.
        if (after !== undefined) void after().catch(() => peer.cut());
      })
      .finally(() => this.#answering.delete(answered));
    this.#answering.add(answered);
  }
}
