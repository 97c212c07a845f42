/** A machine on which a server runs, and is started again whenever it ended. */
import type { Listener, Network } from './network.ts';
import { Server } from './server.ts';
import type { ServerWatch } from './serverParts.ts';
import type { Wire } from './wire.ts';
import { duration, type World } from './world.ts';

/** How long a server stays away, in milliseconds: usually at most, and now and then at most. */
const AWAY = { usual: 800, rare: 6_000 };

export class Machine implements Listener {
  readonly place: string;
  readonly #world: World;
  readonly #network: Network;
  readonly #watch: ServerWatch;
  #server: Server | null = null;
  #clockOff = 0;
  #off = false;
  /** How often a server was started here. */
  starts = 0;

  constructor(world: World, network: Network, place: string, watch: ServerWatch) {
    this.#world = world;
    this.#network = network;
    this.place = place;
    this.#watch = watch;
  }

  /** The server, when it has started and takes requests. */
  get server(): Server | null {
    return this.#server?.running === true ? this.#server : null;
  }

  /** Starts a server; one that cannot start dies and is started again. */
  start(): void {
    this.#off = false;
    const server = new Server(this.#world, {
      name: this.place,
      sharedStore: this.#world.settings.sharedStore,
      watch: this.#watch,
      died: () => this.#died(server),
      clockOff: () => this.#clockOff,
    });
    this.#server = server;
    this.starts += 1;
    server.start().then(
      () => {
        this.#world.trace.add('started', this.place);
        this.#network.listen(this.place, this);
      },
      (error: unknown) => {
        this.#world.trace.add('cannot start', String(error));
        server.crash();
      },
    );
  }

  accept(wire: Wire): void {
    this.#server?.accept(wire);
  }

  crash(): void {
    this.#server?.crash();
  }

  /** Asks the server to stop, and starts it again when it has. */
  async drain(): Promise<void> {
    const { server } = this;
    if (server === null) return;
    this.#world.trace.add('drain', this.place);
    this.#network.leave(this.place, this);
    await server.drain();
    if (!server.crashed) this.#died(server);
  }

  /** Ends the server at once, and starts none until `start`. */
  turnOff(): void {
    this.#off = true;
    this.crash();
  }

  /** Sets the clock of this machine to another time. */
  setClock(off: number): void {
    this.#world.trace.add('clock set', String(off));
    this.#clockOff = off;
  }

  #died(server: Server): void {
    this.#network.leave(this.place, this);
    if (this.#server !== server) return;
    this.#server = null;
    const { clock, chance } = this.#world;
    clock.after(duration(chance, AWAY.usual, AWAY.rare), () => {
      if (this.#server === null && !this.#off) this.start();
    });
  }
}
