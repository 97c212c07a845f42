/** What tockd does beside serving: the first word of its command line, and what runs for it. */
import { health } from './health.ts';
import { unit } from './unit.ts';

/** Does it, with the words that follow, and answers with the exit code. Throws as reading the options does. */
export type Operation = (words: readonly string[], environment: NodeJS.ProcessEnv) => Promise<number>;

const operations: ReadonlyMap<string, Operation> = new Map([
  ['health', health],
  ['unit', unit],
]);

/** The operation of a first word, or null when it is none. */
export function operationOf(word: string | undefined): Operation | null {
  return operations.get(word ?? '') ?? null;
}
