/** How many requests of one device are answered in a second, where the server is told to count. */

/** Whether a device may ask once more. Nothing is done for one that may not. */
export type MayAsk = (device: string) => Promise<boolean>;

/** Counts to `most` in each second. The limiter is loaded only where somebody wants it. */
export async function limitRequests(most: number): Promise<MayAsk> {
  const { createRateLimiter } = await import('./rateLimiter.ts');
  const limiter = createRateLimiter({ points: most, duration: 1 });
  return (device) =>
    limiter.consume(device).then(
      () => true,
      () => false,
    );
}
