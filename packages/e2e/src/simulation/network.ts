/** Where servers can be reached, and the connections that lead to them. */
import { Wire } from './wire.ts';
import { duration, type World } from './world.ts';

/** A server notices after this many milliseconds that nobody is at the other end of a silent connection. */
const PING_TIMEOUT = 9_500;

/** A server that takes connections. */
export interface Listener {
  accept(wire: Wire): void;
}

export class Network {
  readonly #world: World;
  readonly #listeners = new Map<string, Listener>();
  readonly #wires = new Set<Wire>();
  /** Clients that take their time with what they are sent. */
  readonly slow = new Set<string>();

  constructor(world: World) {
    this.#world = world;
  }

  listen(place: string, listener: Listener): void {
    this.#listeners.set(place, listener);
  }

  /** Nobody listens there any more. */
  leave(place: string, listener: Listener): void {
    if (this.#listeners.get(place) === listener) this.#listeners.delete(place);
  }

  /** Tries to connect; `connected` is called with the connection, or `refused` when nobody listens. */
  dial(client: string, place: string, connected: (wire: Wire) => void, refused: () => void): void {
    const { clock, chance } = this.#world;
    clock.after(duration(chance, 2, 60), () => {
      const listener = this.#listeners.get(place);
      if (listener === undefined) return refused();
      const wire = new Wire(this.#world, this.slow.has(client));
      this.#wires.add(wire);
      connected(wire);
      listener.accept(wire);
    });
  }

  /** The connection is over. */
  forget(wire: Wire): void {
    this.#wires.delete(wire);
  }

  /** Cuts one of the connections. */
  cutOne(): void {
    const wire = this.#choose();
    if (wire === null) return;
    this.#world.trace.add('cut');
    this.#wires.delete(wire);
    wire.cut();
  }

  /** Makes one of the connections carry nothing any more. */
  silenceOne(): void {
    const wire = this.#choose();
    if (wire === null) return;
    this.#world.trace.add('black hole');
    this.#wires.delete(wire);
    wire.silence();
    this.#world.clock.after(PING_TIMEOUT, () => wire.server?.over());
  }

  #choose(): Wire | null {
    return this.#wires.size === 0 ? null : this.#world.chance.one([...this.#wires]);
  }
}
