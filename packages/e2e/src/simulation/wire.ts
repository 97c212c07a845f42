/** One simulated connection: frames go both ways in their order, until it is cut, goes silent, or a fault takes one frame. */
import { duration, type World } from './world.ts';

/** How long a frame travels, in milliseconds: usually at most, and now and then at most. */
const TRAVEL = { usual: 3, rare: 120 };
/** How much longer each frame takes to a client that is slow. */
const SLOW = 400;

const OP = /"op":"([^"]+)"/;

/** What an end of a connection hears. */
export interface End {
  frame(text: string): void;
  /** It is over: nothing more comes. */
  over(): void;
}

/** One direction of a connection. */
class Way {
  readonly #world: World;
  readonly #end: () => End | null;
  readonly #slow: boolean;
  #last = 0;
  #silent = false;
  #over = false;
  #lost = false;
  waiting = 0;

  constructor(world: World, end: () => End | null, slow: boolean) {
    this.#world = world;
    this.#end = end;
    this.#slow = slow;
  }

  /** When the next frame arrives: never before the one that was sent before it. */
  #arrival(): number {
    const { clock, chance } = this.#world;
    const slow = this.#slow && this.#world.faults.happening ? chance.whole(0, SLOW) : 0;
    this.#last = Math.max(this.#last, clock.now + slow + duration(chance, TRAVEL.usual, TRAVEL.rare));
    return this.#last - clock.now;
  }

  send(text: string): void {
    const { clock, faults, trace } = this.#world;
    if (this.#over || this.#silent) return;
    if (faults.strikes('dropped')) {
      trace.add('dropped', text.slice(0, 60));
      return;
    }
    const deliver = () => {
      this.waiting -= 1;
      if (!this.#lost && !this.#silent) this.#end()?.frame(text);
    };
    this.waiting += 1;
    clock.after(this.#arrival(), deliver);
    if (!faults.strikes('twice')) return;
    trace.add('twice', text.slice(0, 60));
    const op = OP.exec(text)?.[1];
    if (op !== undefined) this.#world.twice.add(op);
    this.waiting += 1;
    clock.after(this.#arrival(), deliver);
  }

  silence(): void {
    this.#silent = true;
  }

  /** The end hears that it is over, after what is still on its way, or instead of it. */
  finish(lost: boolean): void {
    if (this.#over) return;
    this.#over = true;
    this.#lost = lost;
    if (!this.#silent) this.#world.clock.after(this.#arrival(), () => this.#end()?.over());
  }
}

/** A connection between a client and a server. */
export class Wire {
  readonly toServer: Way;
  readonly toClient: Way;
  client: End | null = null;
  server: End | null = null;
  readonly #world: World;

  constructor(world: World, slow: boolean) {
    this.#world = world;
    this.toServer = new Way(world, () => this.server, false);
    this.toClient = new Way(world, () => this.client, slow);
  }

  /** Ends it for both sides; frames on their way arrive or are lost, each way as chance has it. */
  cut(): void {
    this.toServer.finish(this.#world.chance.happens(0.5));
    this.toClient.finish(this.#world.chance.happens(0.5));
  }

  /** Ends it for both sides after everything that was sent. */
  close(): void {
    this.toServer.finish(false);
    this.toClient.finish(false);
  }

  /** Nothing arrives any more, and neither side is told. */
  silence(): void {
    this.toServer.silence();
    this.toClient.silence();
  }
}
