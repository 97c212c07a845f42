/** The files by which local clients find the server: 0600 in folders of our own, whole or not there. */
import { mkdir, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { RuntimeFile } from '@tock/shared';
import { ConfigInvalid } from './config.ts';
import { expectNoFolder } from './pathFault.ts';
import { writeSecretFile } from './secretFile.ts';

/** Throws `ConfigInvalid` for a folder that others own or may write. */
export async function checkRuntimeFolder(folder: string): Promise<void> {
  const { uid, mode } = await stat(folder);
  if (uid !== process.getuid?.() || (mode & 0o022) !== 0) {
    throw new ConfigInvalid(`others may write in ${folder}: the runtime file needs a folder of your own`);
  }
}

/**
 * Writes the file, and makes its folder 0700 where there is none. A folder that others own or may write is refused
 * (`ConfigInvalid`): they could put a server of theirs in place of this one. So is a folder in the place of the file (`StoreUnusable`).
 */
async function writeRuntimeFile(path: string, content: RuntimeFile): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await checkRuntimeFolder(folder);
  expectNoFolder(path);
  await writeSecretFile(path, JSON.stringify(content));
}

/** Where the file is found by whoever has the same data, and not the same session: cron, su, another login. */
export function runtimeFilesOf({ runtimeFile, dataDir }: { runtimeFile: string | null; dataDir: string }): string[] {
  return runtimeFile === null ? [] : [...new Set([runtimeFile, join(dataDir, 'server.json')])];
}

/**
 * Writes the file in each place. Only the first has to be there: of the others a server does without, whether their folder is
 * shared or full, and `skipped` is told.
 */
export async function writeRuntimeFiles(
  [first, ...others]: readonly string[],
  content: RuntimeFile,
  skipped: (path: string, error: unknown) => void,
): Promise<void> {
  if (first !== undefined) await writeRuntimeFile(first, content);
  for (const path of others) {
    try {
      await writeRuntimeFile(path, content);
    } catch (error) {
      skipped(path, error);
    }
  }
}

/** Removes the file if it is still the one of this process: a server that was replaced leaves its successor's alone. */
export async function removeRuntimeFile(path: string, pid: number): Promise<void> {
  try {
    const content: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (typeof content === 'object' && content !== null && 'pid' in content && content.pid === pid) await rm(path);
  } catch {
    // Gone or not ours: nothing to remove.
  }
}
