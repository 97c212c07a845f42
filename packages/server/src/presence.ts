/** Who follows which list right now, and when that is told: not at each coming and going, but soon after. */
import { limits, type Presence } from '@tock/shared';
import type { Caller } from './identity/permissions.ts';

/** The least time between two tellings in one list, and what each follower adds to it, in milliseconds. */
const PAUSE = 250;
const PAUSE_EACH = 1;

/** What presence is made of and where it goes. */
export interface PresenceDependencies {
  /** The caller of each connection that follows a list. */
  following(list: string): Caller[];
  /** What a device is called. */
  deviceName(device: string): string;
  tell(presence: Presence): void;
}

export class PresenceBoard {
  readonly #dependencies: PresenceDependencies;
  readonly #pending = new Map<string, NodeJS.Timeout>();

  constructor(dependencies: PresenceDependencies) {
    this.#dependencies = dependencies;
  }

  /** Who follows a list. */
  of(list: string): Presence {
    const { following, deviceName } = this.#dependencies;
    const devices = new Map<string, Presence['people'][number]>();
    for (const { person, device } of following(list)) {
      const known = devices.get(device);
      if (known === undefined) devices.set(device, { person, device: deviceName(device), connections: 1 });
      else known.connections += 1;
    }
    const people = [...devices.values()].sort(
      (a, b) => compare(a.person, b.person) || compare(a.device, b.device) || b.connections - a.connections,
    );
    const shown = people.slice(0, limits.presenceDevices);
    return { list, people: shown, more: people.length - shown.length };
  }

  /** Somebody came or went: it is told soon, together with whatever else happens until then. */
  changed(list: string): void {
    if (this.#pending.has(list)) return;
    const pause = Math.max(PAUSE, this.#dependencies.following(list).length * PAUSE_EACH);
    const timer = setTimeout(() => {
      this.#pending.delete(list);
      this.#dependencies.tell(this.of(list));
    }, pause);
    this.#pending.set(list, timer);
  }

  /** Nobody follows a list any more: there is nobody to tell. */
  end(list: string): void {
    clearTimeout(this.#pending.get(list));
    this.#pending.delete(list);
  }

  /** Tells nothing any more. */
  close(): void {
    for (const list of [...this.#pending.keys()]) this.end(list);
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
