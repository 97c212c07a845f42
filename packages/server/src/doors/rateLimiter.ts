/** The only importer of rate-limiter-flexible, and itself loaded when something is to be limited. */
import { RateLimiterMemory } from 'rate-limiter-flexible';

/** Counts in memory: `points` of each key in `duration` seconds, and who goes beyond them waits for `blockDuration`. */
export function createRateLimiter(options: { points: number; duration: number; blockDuration?: number }) {
  return new RateLimiterMemory(options);
}
