/** The private folder in which the local server says where it is, and what is read there. */
import type { Stats } from 'node:fs';
import { lstat, mkdir, readFile } from 'node:fs/promises';
import {
  type Credentials,
  credentialsSchema,
  failure,
  type Outcome,
  type RuntimeFile,
  runtimeFileSchema,
  success,
} from '@tock/shared';
import { members, readerOf } from './reader.ts';

const LOOPBACK = /^(127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\]|localhost)$/;

/** Whether a URL leads to this machine and nowhere else. */
export function isLoopback(url: URL): boolean {
  return LOOPBACK.test(url.hostname);
}

/** The code of a file system's error. */
export function codeOf(error: unknown): string {
  const { code } = members(error instanceof Error ? error : null);
  return typeof code === 'string' ? code : String(error);
}

/**
 * Makes the folder, 0700, or checks the one that is there: what lies in it is believed, so that it must be ours and
 * nobody else may write in it.
 */
export async function ensurePrivateFolder(path: string): Promise<Outcome<null>> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') {
      return failure(
        'refused',
        `the folder ${path} cannot be made (${codeOf(error)})`,
        'set XDG_RUNTIME_DIR to one of yours',
      );
    }
  }
  const found = await lstat(path);
  const wrong = wrongWith(found);
  if (wrong !== null) {
    return failure(
      'refused',
      `${path} ${wrong}, so that nothing in it can be trusted`,
      `remove it, or set XDG_RUNTIME_DIR to a folder of yours`,
    );
  }
  if ((found.mode & 0o022) !== 0) {
    return failure('refused', `others may write in ${path}, so that nothing in it can be trusted`, `chmod 700 ${path}`);
  }
  return success(null);
}

function wrongWith(found: Stats): string | null {
  if (found.isSymbolicLink()) return 'is a link';
  if (!found.isDirectory()) return 'is not a folder';
  return found.uid === process.getuid?.() ? null : 'belongs to somebody else';
}

/** Whether what lies in a folder can be believed: it is there, it is ours, and nobody else may write in it. */
export async function isPrivateFolder(path: string): Promise<boolean> {
  try {
    const found = await lstat(path);
    return wrongWith(found) === null && (found.mode & 0o022) === 0;
  } catch {
    return false;
  }
}

/** The JSON in a file, or null where there is none. */
async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return null;
  }
}

/** What a running server left in `path`, or null when there is nothing that makes sense. */
export async function readRuntimeFile(path: string): Promise<RuntimeFile | null> {
  const file = readerOf(runtimeFileSchema)(await readJson(path));
  if (file === null) return null;
  const address = URL.parse(file.url);
  if (address === null || address.protocol !== 'http:' || !isLoopback(address)) return null;
  return file;
}

/** The device and token in a file that a server wrote, or null. */
export async function readCredentials(path: string): Promise<Credentials | null> {
  return readerOf(credentialsSchema)(await readJson(path));
}
