/** The people of a simulation: their lists, their devices, and what they do next. */
import { DIRECTORY, type DirectoryChange, hashToken, success } from '@tock/shared';
import { SET_UP } from './answersChecked.ts';
import { Client } from './client.ts';
import type { Invocations } from './invocations.ts';
import { kinds } from './kinds.ts';
import type { Machine } from './machine.ts';
import type { Network } from './network.ts';
import { canary } from './serverWatch.ts';
import { followOther, look, trespass } from './visits.ts';
import { newIdentifier, type World } from './world.ts';
import type { Situation, Write } from './writes.ts';

/** How long a request may take, in milliseconds. */
const PATIENCE = [1_000, 4_000, 12_000];

export class People {
  readonly clients: Client[] = [];
  readonly #world: World;
  readonly #network: Network;
  readonly #invocations: Invocations;
  readonly #lists = new Map<string, string[]>();
  #made = 0;

  constructor(world: World, network: Network, invocations: Invocations) {
    this.#world = world;
    this.#network = network;
    this.#invocations = invocations;
  }

  /** Gives everybody two lists and their devices, through the directory of a running server, and connects them. */
  async move(machines: readonly Machine[]): Promise<void> {
    const { chance, settings } = this.#world;
    const [first] = machines;
    const server = first?.server ?? null;
    if (server === null) throw new Error('no server is running');
    const { directory, epoch } = server;
    const devices = Array.from({ length: settings.clients }, (_, index) => ({
      name: `client ${index + 1}`,
      id: newIdentifier(chance),
      token: `token ${index}`,
      person: settings.people[index % settings.people.length] ?? '',
    }));
    for (const person of settings.people) {
      const lists = [newIdentifier(chance), newIdentifier(chance)];
      this.#lists.set(person, lists);
      const changes: DirectoryChange[] = [
        { type: 'person_added', person },
        ...lists.map((id, index) => ({
          type: 'list_created' as const,
          id,
          name: index === 0 ? 'inbox' : 'work',
          owner: person,
        })),
        ...devices
          .filter((device) => device.person === person)
          .map(({ id, name, token }) => ({
            type: 'device_added' as const,
            id,
            person,
            name,
            tokenHash: hashToken(token),
          })),
      ];
      await directory.submit({
        op: `${SET_UP}-${DIRECTORY}`,
        by: person,
        fingerprint: person,
        plan: () => success({ changes }),
      });
      if (settings.webhooks) await this.#world.targets.subscribe(directory, epoch, person, lists);
    }
    for (const [index, { name, person, token }] of devices.entries()) {
      const place = machines[index % machines.length]?.place ?? '';
      const client = new Client(this.#world, this.#network, this.#invocations, { name, person, token, place });
      for (const list of this.#lists.get(person) ?? []) client.follow(list);
      this.clients.push(client);
    }
  }

  /** A person does something on one of their clients. */
  act(): void {
    const { chance } = this.#world;
    const client = chance.one(this.clients);
    const deed = chance.whole(1, 100);
    if (deed <= 10) this.#repeat(client);
    else if (deed <= 15) this.#trespass(client);
    else if (deed <= 22)
      look(this.#world, client, chance.one(this.listsOf(client.person)), (lists) =>
        this.#lists.set(client.person, lists),
      );
    else if (deed <= 30) followOther(this.#world, client, this.listsOf(client.person));
    else this.#write(client);
  }

  /** Lists of the person, as far as the client knows: those it began with, and those that it was told of since. */
  listsOf(person: string): string[] {
    return this.#lists.get(person) ?? [];
  }

  #write(client: Client): void {
    const { chance } = this.#world;
    const list = chance.one(this.listsOf(client.person));
    const write = this.#compose(client, list, this.#newOp());
    if (write !== null) this.#send(client, write, list, true);
  }

  #compose(client: Client, list: string, op: string): Write | null {
    const { chance } = this.#world;
    const state = client.followed.find(({ id, stream }) => id === list && !stream)?.store.state;
    const situation: Situation = {
      chance,
      op,
      list,
      rev: state?.rev ?? 0,
      todos: state === undefined ? [] : [...state.todos.values()].slice(-12),
      otherList: chance.one(this.listsOf(client.person)),
      text: () => this.#text(client.person),
    };
    return chance.one(kinds, ({ weight }) => weight).make(situation);
  }

  #send(client: Client, write: Write, list: string, first: boolean): void {
    void client
      .send(write, list, first, this.#world.chance.one(PATIENCE))
      .catch((error: unknown) => this.#world.violate('13 alive', `a request threw: ${error}`));
  }

  /** Sends what was sent before, as it was or with other content, from any device of the same person. */
  #repeat(client: Client): void {
    const { chance } = this.#world;
    const own = this.#invocations.all.filter(({ person }) => person === client.person);
    if (own.length === 0) {
      this.#write(client);
      return;
    }
    const { write, home } = chance.one(chance.happens(0.7) ? own.slice(-6) : own);
    const list = write.list ?? home;
    const again = chance.happens(0.8) ? write : this.#compose(client, list, write.op);
    if (again === write || (again !== null && again.text !== write.text)) this.#send(client, again, list, false);
  }

  #trespass(client: Client): void {
    const { chance, settings } = this.#world;
    const other = chance.one(settings.people.filter((person) => person !== client.person));
    const list = chance.one([chance.one(this.listsOf(other)), `${other}/inbox`]);
    trespass(this.#world, client, list, { op: this.#newOp(), title: this.#text(client.person) });
  }

  #newOp(): string {
    this.#made += 1;
    return `op${this.#made}`;
  }

  #text(person: string): string {
    this.#made += 1;
    return `${canary(person)} ${this.#made}`;
  }
}
