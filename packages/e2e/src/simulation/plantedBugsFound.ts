/** Looks for a planted bug: how many seeds it takes until an invariant is violated. */
import type { PlantedBug } from './plantedBug.ts';
import { runSeeds, type Violation, withBundle } from './processes.ts';

/** A bug that was not found after so many seeds hides from the simulation. */
const MOST_SEEDS = 10_000;

export async function findBug(
  { patches }: PlantedBug,
  first = 1,
  most = MOST_SEEDS,
): Promise<{ seeds: number; violation: Violation | null }> {
  return withBundle(patches, async (file) => {
    const { ran, violations } = await runSeeds(file, { first, step: 1, count: most, stop: true });
    return { seeds: ran, violation: violations[0] ?? null };
  });
}
