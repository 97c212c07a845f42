/**
 * The same sequence on three servers, step by step: by socket alone, over REST alone, and through whichever door chance takes
 * (now and then through both at once). Nobody may tell from the answers, or from what is stored, which door it was.
 */
import type { Outcome, Receipt } from '@tock/shared';
import { Chance } from '../chance.ts';
import { connect, type Follower, followList, type RawSocket } from '../client.ts';
import { Findings } from '../faults/findings.ts';
import { canonical } from '../faults/storedList.ts';
import { type EventReader, readEvents } from '../rest/eventReader.ts';
import { until } from '../until.ts';
import { comparable, type Door, take } from './doors.ts';
import { Known } from './known.ts';
import { type Clock, openPlace, type Place } from './place.ts';
import { type Reading, readByRest, readBySocket } from './readings.ts';
import { nextStep, type Step } from './steps.ts';

const STEPS = 60;
/** How often somebody more begins to follow. */
const COMING = 0.08;
/** A server that keeps everything gets slow in the end: after so many runs there are new ones. */
const RUNS_OF_A_SERVER = 40;
const START = Date.parse('2026-11-25T12:00:00.000Z');

/** Whoever follows a list of a server, one of each kind. */
interface Followers {
  place: Place;
  list: string;
  socket: RawSocket;
  follower: Follower;
  reader: EventReader;
}

function followBoth(place: Place, list: string, epoch: string): Followers {
  const socket = connect(place);
  return { place, list, socket, follower: followList(socket, list), reader: readEvents(place, list, `${epoch}:0`) };
}

class Run {
  readonly findings = new Findings();
  readonly #chance: Chance;
  readonly #clock: Clock;
  readonly #places: readonly Place[];
  readonly #mark: string;
  readonly #known = new Known();
  readonly #steps: Step[] = [];
  readonly #epochs = new Map<Place, string>();
  #taken = 0;

  constructor(seed: number, clock: Clock, places: readonly Place[]) {
    this.#chance = new Chance(seed);
    this.#clock = clock;
    this.#places = places;
    this.#mark = `s${seed}`;
  }

  async run(): Promise<Findings> {
    const created = ['first', 'second'].map((name): Step => {
      const request = { op: `${this.#mark}-${name}`, name: `${name} ${this.#mark}` };
      return { name: 'list:create', request };
    });
    for (const step of created) await this.#step(step);
    if (this.findings.violations.length > 0) return this.findings;
    const lists = [...this.#known.lists.keys()];
    const follow = (place: Place, list: string) => followBoth(place, list, this.#epochs.get(place) ?? '');
    const followed = this.#places.flatMap((place) => lists.map((list) => follow(place, list)));
    try {
      for (let index = 0; index < STEPS && this.findings.violations.length === 0; index += 1) {
        const situation = { chance: this.#chance, known: this.#known, op: `${this.#mark}-${index}`, mark: this.#mark };
        // Some come in the middle of it, while somebody writes.
        if (this.#chance.happens(COMING))
          followed.push(follow(this.#chance.one(this.#places), this.#chance.one(lists)));
        await this.#step(nextStep(situation, this.#steps));
      }
      if (this.findings.violations.length === 0) await this.#compare(followed);
    } catch (error) {
      // No answer, or one that is none: the seed has to be told with it.
      this.findings.violated(`after step ${this.#taken}: ${error}`);
    } finally {
      for (const { socket, reader } of followed) {
        socket.disconnect();
        reader.close();
      }
    }
    for (const { name, faults } of this.#places) this.findings.violated(...faults.map((each) => `${name}: ${each}`));
    return this.findings;
  }

  /** Takes a step on every server, and compares what each said. */
  async #step(step: Step): Promise<void> {
    this.#clock.now = new Date(Date.parse(this.#clock.now) + 1_000).toISOString();
    this.#taken += 1;
    const doors = ['socket', 'rest', this.#chance.one(['socket', 'rest', 'both'] as const)] as const;
    const told = await Promise.all(
      this.#places.map(async (place, index) => {
        const door: Door = doors[index] ?? 'both';
        return { place, door, outcomes: await take(place, step, door) };
      }),
    );
    for (const { place, outcomes } of told)
      for (const outcome of outcomes) if (outcome.ok) this.#epochs.set(place, outcome.value.epoch);
    const [first] = told[0]?.outcomes ?? [];
    if (first === undefined) throw new Error('a step has no outcome');
    this.#count(step, first);
    for (const { place, door, outcomes } of told) {
      for (const outcome of outcomes) {
        if (comparable(outcome) === comparable(first)) continue;
        this.findings.violated(
          `step ${this.#taken}, ${step.name} ${JSON.stringify(step.request)}${step.text === undefined ? '' : ` as ${JSON.stringify(step.text)}`}: ` +
            `${place.name} answered through ${door} ${JSON.stringify(outcome)}, by socket it is ${JSON.stringify(first)}`,
        );
      }
    }
    this.#known.take(first);
    this.#steps.push(step);
  }

  #count({ name }: Step, outcome: Outcome<Receipt>): void {
    this.findings.count('steps');
    this.findings.count(name);
    this.findings.count(outcome.ok ? (outcome.value.changed ? 'changed' : 'was so') : outcome.problem.code);
  }

  /** What is stored, as both doors read it on each server; and what those who followed saw. */
  async #compare(followed: readonly Followers[]): Promise<void> {
    for (const list of this.#known.lists.keys()) {
      const readings: { where: string; place: Place; reading: Reading }[] = [];
      for (const place of this.#places) {
        readings.push({ where: `${place.name}, read by socket`, place, reading: await readBySocket(place, list) });
        readings.push({ where: `${place.name}, read over REST`, place, reading: await readByRest(place, list) });
      }
      const [first] = readings;
      if (first === undefined) return;
      for (const { where, reading } of readings) this.#same(where, list, reading, first.reading);
      for (const { where, place, reading } of readings) {
        const { chain } = readings.find((other) => other.place === place)?.reading ?? reading;
        if (chain.join() !== reading.chain.join()) this.findings.violated(`${where}: ${list} has other chain values`);
      }
      this.findings.count('commits', first.reading.commits.length);
      for (const each of followed.filter((other) => other.list === list)) {
        const chain = readings.find(({ place }) => place === each.place)?.reading.chain ?? [];
        await this.#saw(each, chain);
      }
    }
  }

  #same(where: string, list: string, { chain: _, ...reading }: Reading, { chain: __, ...first }: Reading): void {
    for (const [part, value] of Object.entries(reading)) {
      const [here, there] = [canonical(value), canonical(first[part as keyof typeof first])];
      if (here === there) continue;
      const from = Math.max(0, Array.from(here).findIndex((each, at) => each !== there[at]) - 80);
      this.findings.violated(
        `${where}: ${part} of ${list} differ: …${here.slice(from, from + 240)}, not …${there.slice(from, from + 240)}`,
      );
    }
  }

  async #saw({ place, follower, reader, list }: Followers, chain: readonly string[]): Promise<void> {
    const last = chain.at(-1) ?? '';
    const there = () => follower.h === last && reader.commits.length >= chain.length;
    await until('the followers to be at the head', there, 5_000).catch(() => undefined);
    this.findings.violated(...follower.violations.map((each) => `${place.name}, a follower by socket: ${each}`));
    if (follower.h !== last)
      this.findings.violated(`${place.name}: a follower by socket of ${list} stays at ${follower.rev}`);
    const epoch = this.#epochs.get(place);
    const seen = reader.commits.map(({ id, commit: { rev, h } }) => `${id}=${rev}:${h}`);
    const stored = chain.map((h, index) => `${epoch}:${index + 1}:${h}=${index + 1}:${h}`);
    if (seen.join() !== stored.join())
      this.findings.violated(`${place.name}: an EventSource of ${list} saw ${seen.join(' ')}, not ${stored.join(' ')}`);
  }
}

/** Runs seeds one after another, until one of them finds something. */
export async function runTwoDoors(seed: number, runs: number): Promise<Findings> {
  const findings = new Findings();
  for (let done = 0; done < runs && findings.violations.length === 0; done += RUNS_OF_A_SERVER) {
    const clock = { now: new Date(START).toISOString() };
    const places = await Promise.all(
      ['socket alone', 'REST alone', 'either door'].map((name) => openPlace(name, clock)),
    );
    try {
      const last = Math.min(runs, done + RUNS_OF_A_SERVER);
      for (let index = done; index < last && findings.violations.length === 0; index += 1) {
        findings.take(await new Run(seed + index, clock, places).run(), `SEED=${seed + index}`);
        findings.count('runs');
      }
    } finally {
      await Promise.all(places.map((place) => place.close()));
    }
  }
  return findings;
}
