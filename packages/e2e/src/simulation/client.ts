/** A simulated client: tock's own connection and stores, on which a person of the simulation acts. */
import { success } from '@tock/shared';
import type { Connection } from '../../../tui/src/client/client.ts';
import { connectBy } from '../../../tui/src/client/connect.ts';
import { dialBy } from './dial.ts';
import { Followed } from './followed.ts';
import { type Invocation, type Invocations, placeOf } from './invocations.ts';
import type { Network } from './network.ts';
import type { World } from './world.ts';
import type { Write } from './writes.ts';

/** How much later than its deadline a request may be answered, in milliseconds: a pause before the last try. */
const GRACE = 500;

export interface ClientOptions {
  name: string;
  person: string;
  token: string;
  place: string;
}

export class Client {
  readonly name: string;
  readonly person: string;
  readonly connection: Connection;
  readonly followed: Followed[] = [];
  readonly #world: World;
  readonly #invocations: Invocations;
  #losses = 0;
  #waiting = 0;

  constructor(world: World, network: Network, invocations: Invocations, { name, person, token, place }: ClientOptions) {
    this.name = name;
    this.person = person;
    this.#world = world;
    this.#invocations = invocations;
    this.connection = connectBy(dialBy(world, network, name), {
      resolve: async () => success({ url: place, place, token: () => token }),
      random: () => world.chance.whole(0, 999) / 1_000,
    });
    let live = false;
    this.connection.subscribe(() => {
      const { state } = this.connection;
      if (live && state.phase !== 'live') this.#losses += 1;
      live = state.phase === 'live';
      if (state.phase === 'refused') world.violate('13 alive', `${name} was refused: ${state.problem.message}`);
    });
  }

  /** How many requests wait for their answer. */
  get waiting(): number {
    return this.#waiting;
  }

  follow(list: string, since?: { epoch: string; rev: number; h: string }): Followed {
    this.#world.trace.add('follow', `${this.name} ${list} ${since === undefined ? '' : `since ${since.rev}`}`);
    const followed = new Followed(this.#world, this.name, this.connection, list, () => this.#losses, since);
    this.followed.push(followed);
    return followed;
  }

  unfollow(followed: Followed): void {
    this.#world.trace.add('leave', `${this.name} ${followed.id}`);
    followed.store.close();
    this.followed.splice(this.followed.indexOf(followed), 1);
  }

  /** Sends a write, and judges the answer as soon as it is there. */
  async send(write: Write, list: string, first: boolean, timeoutMs: number): Promise<void> {
    const { trace, clock, violate } = this.#world;
    const invocation = this.#invocations.begin(write, { person: this.person, client: this.name }, list, first);
    trace.add('request', `${this.name} ${write.name} ${JSON.stringify(write.request)}`);
    this.#waiting += 1;
    const late = clock.after(timeoutMs + GRACE, () =>
      violate('13 answered in time', `${this.name} waits for ${write.op} beyond ${timeoutMs} ms`),
    );
    const outcome = await write.send(this.connection, timeoutMs);
    late.cancelled = true;
    this.#waiting -= 1;
    const told = outcome.ok
      ? `ok at ${outcome.value.rev}${outcome.value.changed ? '' : ' unchanged'}`
      : `${outcome.problem.code}: ${outcome.problem.message}`;
    trace.add(outcome.ok ? 'ok' : outcome.problem.code, `${this.name} ${write.op} ${told}`);
    const wrong = this.#invocations.end(invocation, outcome);
    if (wrong !== null) violate('5 real time: what was confirmed holds for whoever asks later', wrong);
    this.#ownWriteShown(invocation);
  }

  close(): void {
    for (const { store } of this.followed) store.close();
    this.connection.close();
  }

  /** Who made a change has it in view when the answer comes (R6): on one connection, in order, the commit comes first. */
  #ownWriteShown(invocation: Invocation): void {
    const { faults, settings, violate } = this.#world;
    const { outcome } = invocation;
    if (outcome?.ok !== true || !outcome.value.changed || faults.on.has('dropped') || faults.on.has('twice')) return;
    if (invocation.era !== this.#invocations.era) return;
    // A server that shares its store need not know yet what another one stored in the list that a move led to.
    const both = invocation.write.name === 'todo:send' && !settings.sharedStore;
    const places = [
      placeOf(invocation, outcome.value),
      { list: outcome.value.list, rev: both ? outcome.value.rev : 0 },
    ];
    for (const { list, rev } of places) {
      for (const followed of this.followed) {
        if (followed.id !== list || !followed.current || followed.store.state.rev >= rev) continue;
        violate(
          'R6 the author sees it',
          `${this.name} was told of revision ${rev} of list ${list} and shows ${followed.store.state.rev}`,
        );
      }
    }
  }
}
