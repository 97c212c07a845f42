/** What the system says of a path that somebody gave, in words for that person. */
import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { StoreUnusable } from './journal/journal.ts';

const aFolder = (path: string) => `${path} is a folder, where a file should be`;
export const PATH_HINT = 'give another path, or put right what is there';

const reasons: Readonly<Record<string, (path: string) => string>> = {
  EISDIR: aFolder,
  ENAMETOOLONG: (path) => `the name is too long: ${path}`,
  ELOOP: (path) => `${path} is a link that leads back to itself`,
};

/** What is wrong with the path that an error names, or null when it is an error of another kind. */
export function pathFault(error: Error): string | null {
  if (!('code' in error && typeof error.code === 'string')) return null;
  // Of a rename, what counts is the name that it was meant to get.
  const path = 'dest' in error ? error.dest : 'path' in error ? error.path : undefined;
  return typeof path === 'string' ? (reasons[error.code]?.(path) ?? null) : null;
}

/** Throws `StoreUnusable` for a folder where a file is meant to be put. */
export function expectNoFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true)
    throw new StoreUnusable(aFolder(path), PATH_HINT);
}

/** What a file says. An error names the path, also where Node leaves it out: it can open a folder, and only not read it. */
export async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw error instanceof Error ? Object.assign(error, { path }) : error;
  }
}
