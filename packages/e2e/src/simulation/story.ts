/** The course of a run: everybody comes, things are done while things go wrong, everything settles, and all is looked at. */
import { DIRECTORY } from '@tock/shared';
import { checkAnswers } from './answersChecked.ts';
import { checkConverged } from './converged.ts';
import { checkHistory } from './historyChecked.ts';
import { Invocations } from './invocations.ts';
import { Machine } from './machine.ts';
import { Network } from './network.ts';
import { People } from './people.ts';
import { replay } from './replay.ts';
import { nameStore, planRestore } from './restoring.ts';
import { watchServers } from './serverWatch.ts';
import { duration, type World } from './world.ts';

/** The longest pause between two deeds, in milliseconds: usually, and now and then. */
const GAP = { usual: 150, rare: 3_000 };
/** Within this time after the last fault everything is answered and everybody is current, in milliseconds. */
const SETTLES_WITHIN = 30_000;
const LOOK_EVERY = 500;
/** After this time nothing is left of clients and servers that are gone, in milliseconds. */
const AT_REST_WITHIN = 60_000;

export class Story {
  readonly #world: World;
  readonly #network: Network;
  readonly #machines: Machine[];
  readonly #invocations: Invocations;
  readonly #people: People;
  #over = false;

  constructor(world: World) {
    this.#world = world;
    this.#network = new Network(world);
    this.#invocations = new Invocations(!world.settings.sharedStore);
    const watch = watchServers(world);
    const places = world.settings.sharedStore ? ['first', 'second'] : ['first'];
    this.#machines = places.map((place) => new Machine(world, this.#network, place, watch));
    this.#people = new People(world, this.#network, this.#invocations);
  }

  async run(): Promise<void> {
    // Apart from whoever starts the run: what a store leaves in the context of its caller must not pile up over runs.
    await this.#world.clock.pause(0);
    await this.#begin();
    await this.#live();
    await this.#settle();
    this.#check();
    await this.#end();
  }

  /** The first server starts, everybody gets their lists, and all are current. */
  async #begin(): Promise<void> {
    const { chance, clock, disk, faults } = this.#world;
    nameStore(disk, chance);
    const [first, ...others] = this.#machines;
    first?.start();
    await this.#until('the first server runs', () => first?.server != null);
    if (first !== undefined) await this.#people.move([first, ...others]);
    for (const machine of others) machine.start();
    await this.#until('everybody is current at first', () =>
      this.#people.clients.every(({ followed }) => followed.every(({ current }) => current)),
    );
    for (const { name } of this.#people.clients)
      if (faults.on.has('slowClient') && chance.happens(0.3)) this.#network.slow.add(name);
    const look = () => {
      for (const { followed } of this.#people.clients) for (const each of followed) each.look();
      if (!this.#over) clock.after(LOOK_EVERY, look);
    };
    look();
  }

  /** People act, and what goes wrong goes wrong. */
  async #live(): Promise<void> {
    const { chance, clock, faults, settings } = this.#world;
    faults.begin();
    const span = settings.requests * 90;
    const at = (run: () => void) => clock.after(chance.whole(0, span), () => faults.happening && run());
    for (let times = faults.times('crash'); times > 0; times -= 1) at(() => chance.one(this.#machines).crash());
    for (let times = faults.times('drain'); times > 0; times -= 1) at(() => void chance.one(this.#machines).drain());
    for (let times = faults.times('cut'); times > 0; times -= 1) at(() => this.#network.cutOne());
    for (let times = faults.times('blackHole'); times > 0; times -= 1) at(() => this.#network.silenceOne());
    for (let times = faults.times('clockSet'); times > 0; times -= 1)
      at(() => chance.one(this.#machines).setClock(chance.whole(-86_400_000, 86_400_000)));
    planRestore(this.#world, this.#machines, this.#invocations, span);
    for (let done = 0; done < settings.requests; done += 1) {
      await clock.pause(chance.happens(0.3) ? 0 : duration(chance, GAP.usual, GAP.rare));
      this.#people.act();
    }
  }

  /** Faults stop; everything is answered, and everybody is current or was told why not. */
  async #settle(): Promise<void> {
    const { faults, trace, settings } = this.#world;
    const { sharedStore: shared } = settings;
    faults.stop();
    trace.add('settling');
    const { clients } = this.#people;
    await this.#until('everything is answered', () => clients.every(({ waiting }) => waiting === 0));
    await this.#until('the servers run', () => this.#machines.every(({ server }) => server?.failing === false));
    await this.#until('everybody is current', () =>
      clients.every((client) => client.followed.every((each) => this.#settled(each))),
    );
    if (shared) await this.#catchUpAll();
    await this.#until('webhooks are sent', () => this.#sent());
    // Whoever starts anew must see the same: from snapshots and what came after them.
    for (const machine of this.#machines) {
      const { server } = machine;
      let stopped = false;
      void machine.drain().then(() => {
        stopped = true;
      });
      await this.#until(`${machine.place} stops when it is asked to`, () => stopped || server?.crashed === true);
    }
    await this.#until('the servers run again', () => this.#machines.every(({ server }) => server !== null));
    for (const client of clients) for (const list of this.#people.listsOf(client.person)) client.follow(list);
    await this.#until('everybody is current again', () =>
      clients.every((client) => client.followed.every((each) => this.#settled(each))),
    );
    if (shared) await this.#catchUpAll();
  }

  /** Servers on one store do not hear of each other yet: each looks what the other stored. */
  async #catchUpAll(): Promise<void> {
    const { disk, clock } = this.#world;
    for (const { server } of this.#machines) {
      for (const list of disk.history.keys())
        if (list !== DIRECTORY && server !== null) await server.ledgers.use(list, (ledger) => ledger.refresh());
    }
    await clock.pause(2_000);
  }

  #settled(followed: People['clients'][number]['followed'][number]): boolean {
    const { disk, settings } = this.#world;
    const { id } = followed;
    if (followed.failure !== null) return true;
    return followed.current && id !== null && (settings.sharedStore || followed.store.state.rev === disk.head(id).rev);
  }

  /** Whoever goes on in another history begins at its head: what is before it is not sent. */
  #sent(): boolean {
    const { settings, targets } = this.#world;
    return settings.restore?.epoch === 'renewed' || targets.lacking().length === 0;
  }

  #check(): void {
    const { disk, violate, settings, trace } = this.#world;
    let replayed: ReturnType<typeof replay>;
    try {
      replayed = replay(disk);
    } catch (error) {
      violate('R8 the history can be applied', String(error));
      return;
    }
    checkAnswers(this.#invocations.all, replayed, {
      window: settings.window,
      sharedStore: settings.sharedStore,
      era: this.#invocations.era,
      readsFail: (['failedRead', 'failedWrite'] as const).some((fault) => this.#world.faults.on.has(fault)),
      twice: this.#world.twice,
      violate,
    });
    checkHistory(replayed, this.#invocations.all, violate);
    checkConverged(this.#world, replayed, this.#machines, this.#people.clients);
    for (const [list, commits] of disk.history) trace.add('head', `${list} ${commits.length} ${disk.head(list).h}`);
  }

  /** Everybody goes; nothing is left that would ever act again. */
  async #end(): Promise<void> {
    const { clock, violate } = this.#world;
    this.#over = true;
    for (const client of this.#people.clients) client.close();
    for (const machine of this.#machines) machine.turnOff();
    await clock.pause(AT_REST_WITHIN);
    if (clock.waiting > 0) violate('12 bounded', `${clock.waiting} timers are left when everybody has gone`);
  }

  async #until(what: string, holds: () => boolean): Promise<void> {
    const { clock, violate } = this.#world;
    const deadline = clock.now + SETTLES_WITHIN;
    while (!holds()) {
      if (clock.now > deadline) return violate('11 settles in time', `waited ${SETTLES_WITHIN} ms in vain: ${what}`);
      await clock.pause(50);
    }
  }
}
