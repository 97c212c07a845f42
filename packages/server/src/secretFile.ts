/** A file with a secret, for its owner alone: 0600 in a folder that is 0700 when it is made, whole or not there at all. */
import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { randomIdentifier } from '@tock/shared';
import { readText } from './pathFault.ts';

/** What the file says, or null when there is none; others lose what access they got. Rejects when it cannot be read. */
export async function readSecretFile(path: string): Promise<string | null> {
  let text: string;
  try {
    text = await readText(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  await chmod(path, 0o600);
  return text;
}

/** Writes the file in place of what was there. It is on the disk before it has its name. */
export async function writeSecretFile(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = join(dirname(path), `.${basename(path)}-${randomIdentifier()}`);
  try {
    await writeFile(temporary, `${text}\n`, { mode: 0o600, flag: 'wx', flush: true });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
