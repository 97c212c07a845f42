/** A bug that the simulation has to find: a change of the sources, made only while they are bundled. */
import type { Patch } from './bundle.ts';

export interface PlantedBug {
  name: string;
  patches: readonly Patch[];
  /** It takes hundreds of seeds: too long for a suite that runs often. */
  rare?: true;
}

/** A bug in one place. */
export function bug(name: string, file: string, find: string, replace: string): PlantedBug {
  return { name, patches: [{ file, find, replace }] };
}

/** A bug that takes hundreds of seeds. */
export function rare(found: PlantedBug): PlantedBug {
  return { ...found, rare: true };
}
