/**
 * Who fails to sign in too often waits: all tokens that come from one address then, but those of devices that signed in from
 * there before. The wait has an end, which further tries do not put off.
 */
import type { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Origin } from './addresses.ts';

/** In how many seconds failures are counted, and how long the wait is. */
const WINDOW = 60;
/** How many devices are remembered, with the addresses that they came from. */
const MOST_KNOWN = 10_000;

export class SignInLimit {
  readonly #most: number;
  /** Loaded with the first failure: a server that nobody tries is spared what it costs at its start. */
  #limiter: RateLimiterMemory | null = null;
  readonly #known = new Map<string, true>();

  /** `most` failures of one address in a minute; 0 is any number. */
  constructor(most: number) {
    this.#most = most;
  }

  /** For how many seconds the address has to wait; 0 when it does not. */
  async waitOf({ key }: Origin): Promise<number> {
    const found = await this.#limiter?.get(key);
    return found == null || found.consumedPoints <= this.#most ? 0 : secondsOf(found);
  }

  /** Whether a device signed in from there before. */
  isKnown({ key }: Origin, device: string): boolean {
    return this.#known.has(`${key} ${device}`);
  }

  /** A device signed in from there. */
  succeeded({ key }: Origin, device: string): void {
    const name = `${key} ${device}`;
    // The latest last, so that the first is the one that was not seen for the longest time.
    this.#known.delete(name);
    this.#known.set(name, true);
    const [oldest] = this.#known.keys();
    if (this.#known.size > MOST_KNOWN && oldest !== undefined) this.#known.delete(oldest);
  }

  /** A token from there was wrong. Answers for how many seconds the address has to wait from now on, or 0. */
  async failed({ key }: Origin): Promise<number> {
    if (this.#most === 0) return 0;
    const limiter = await this.#load();
    return limiter.consume(key).then(
      () => 0,
      (refused: RateLimiterRes) => secondsOf(refused),
    );
  }

  async #load(): Promise<RateLimiterMemory> {
    if (this.#limiter !== null) return this.#limiter;
    const { createRateLimiter } = await import('./rateLimiter.ts');
    this.#limiter ??= createRateLimiter({ points: this.#most, duration: WINDOW, blockDuration: WINDOW });
    return this.#limiter;
  }
}

function secondsOf({ msBeforeNext }: RateLimiterRes): number {
  return Math.max(1, Math.ceil(msBeforeNext / 1_000));
}
