/** The targets of webhooks: they take, refuse, hang, or lose their answer; each delivery must follow on what its target took (invariant 19). */
import { CHAIN_START, type CommitRecord, DIRECTORY, success } from '@tock/shared';
import type { Directory } from '../../../server/src/identity/directory.ts';
import type { Post, Posted } from '../../../server/src/webhooks/post.ts';
import { signingKey } from '../../../server/src/webhooks/signature.ts';
import { usualWaits, type Waits } from '../../../server/src/webhooks/waits.ts';
import type { Chance } from '../chance.ts';
import { SET_UP } from './answersChecked.ts';
import { duration, newIdentifier, type World } from './world.ts';

/** The key of the simulated servers: a machine keeps it beside its store. */
export const webhookKey = signingKey(Buffer.alloc(32, 7));
/** A run is short: waits are, too. Nobody is given up, for nobody is there who would resume it. */
export const webhookWaits: Waits = { ...usualWaits, longest: 2_000, answer: 600, giveUp: Number.POSITIVE_INFINITY };

/** How long a target takes to answer, in milliseconds: usually at most, and now and then at most. */
const ANSWERS = { usual: 20, rare: 500 };
const HOST = 'https://target.example/';

interface Delivered extends CommitRecord {
  cursor: string;
  skipped?: { from: number; to: number };
  restored?: { epoch: string; rev: number };
}

/** One target, and what it took. */
interface Target {
  list: string;
  /** `REV H` of every commit that it took, and of where it began. */
  readonly taken: Set<string>;
  /** Of the last of them. */
  epoch: string;
}

const keyOf = (rev: number, h: string) => `${rev} ${h}`;
const failed = (message: string): Posted => ({ kind: 'failed', message, retryAfter: null });

export class Targets {
  readonly #world: Omit<World, 'targets'>;
  readonly #chance: Chance;
  readonly #byUrl = new Map<string, Target>();

  constructor(world: Omit<World, 'targets'>, chance: Chance) {
    this.#world = world;
    this.#chance = chance;
  }

  /** Gives each of a person's lists a webhook, from its beginning on. */
  async subscribe(directory: Directory, epoch: string, person: string, lists: readonly string[]): Promise<void> {
    const webhooks = lists.map((list) => ({ id: newIdentifier(this.#chance), list, url: `${HOST}${list}` }));
    for (const { list, url } of webhooks) {
      this.#byUrl.set(url, { list, taken: new Set([keyOf(0, CHAIN_START)]), epoch });
    }
    const since = { epoch, rev: 0, h: CHAIN_START };
    await directory.submit({
      op: `${SET_UP}-webhooks-${DIRECTORY}`,
      by: person,
      fingerprint: person,
      plan: () =>
        success({
          changes: webhooks.map((webhook) => ({
            type: 'webhook_created' as const,
            ...webhook,
            key: webhookKey.hash,
            since,
          })),
        }),
    });
  }

  /** What the network and the target make of a delivery. */
  async post({ url, body, signal }: Post): Promise<Posted> {
    const { clock, faults, trace } = this.#world;
    const fate = faults.happening ? this.#chance.one(['taken', 'taken', 'taken', 'refused', 'lost', 'hangs']) : 'taken';
    const takes = fate === 'hangs' ? webhookWaits.answer : duration(this.#chance, ANSWERS.usual, ANSWERS.rare);
    // Sent, it arrives, whatever becomes of the sender.
    await clock.pause(takes / 2);
    trace.add('delivery', `${url} ${fate}`);
    if (fate === 'taken' || fate === 'lost') this.#take(url, body);
    await clock.pause(takes / 2);
    if (signal.aborted) return failed('aborted');
    if (fate === 'taken') return { kind: 'accepted' };
    return failed(fate === 'refused' ? 'the target answered 500' : 'no answer');
  }

  /** Lists whose target has not taken what they end with. */
  lacking(): string[] {
    const { disk } = this.#world;
    return [...this.#byUrl.values()]
      .filter(({ list, taken }) => {
        const { rev, h } = disk.head(list);
        return !taken.has(keyOf(rev, h));
      })
      .map(({ list }) => list);
  }

  #take(url: string, body: string): void {
    const target = this.#byUrl.get(url);
    // What our own server made: its schemas are judged elsewhere.
    const delivered = JSON.parse(body) as Delivered;
    const wrong = target === undefined ? 'is where nobody asked for it' : this.#wrong(target, delivered);
    if (wrong !== null) this.#world.violate('19 webhooks', `revision ${delivered.rev} of ${delivered.list} ${wrong}`);
    if (target === undefined) return;
    target.taken.add(keyOf(delivered.rev, delivered.h));
    target.epoch = delivered.epoch;
  }

  /** What is wrong with a delivery that arrives, or null. */
  #wrong(
    { list: wanted, taken, epoch: before }: Target,
    { list, epoch, rev, h, skipped, restored }: Delivered,
  ): string | null {
    const { disk, settings } = this.#world;
    if (list !== wanted) return `is sent to the target of ${wanted}`;
    const chained = disk.before({ list, rev, h });
    if (chained === undefined) return 'is sent and not durable';
    if (epoch !== before && restored === undefined) return 'is of another history, and does not say so';
    if (taken.has(keyOf(rev, h)) || taken.has(keyOf(rev - 1, chained))) return null;
    if (restored !== undefined && settings.restore?.epoch === 'renewed') return null;
    const tookUpTo = Math.max(...Array.from(taken, (key) => Number.parseInt(key, 10)));
    if (skipped !== undefined && settings.history !== null && skipped.to === rev - 1 && skipped.from <= tookUpTo + 1)
      return null;
    return 'is sent to a target that did not take what comes before it';
  }
}
