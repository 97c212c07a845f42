/** The private folder in which the local server says where it is, and what is read there. */
import { lstat, mkdir, readFile } from 'node:fs/promises';
import { failure, type Outcome, success } from '@tock/shared';
import type { Credentials } from './hello.ts';
import { members } from './wire.ts';

/** What the running server wrote of itself. Nothing of it is believed before the server proved itself. */
export interface RuntimeFile {
  pid: number;
  url: string;
  version: string;
  store: string;
  device: string;
  tokenFile: string;
}

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
  const wrong = found.isSymbolicLink()
    ? 'is a link'
    : !found.isDirectory()
      ? 'is not a folder'
      : found.uid !== process.getuid?.()
        ? 'belongs to somebody else'
        : null;
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
  const { pid, url, version, store, device, tokenFile } = members(await readJson(path));
  if (typeof pid !== 'number' || typeof url !== 'string' || typeof version !== 'string') return null;
  if (typeof store !== 'string' || typeof device !== 'string' || typeof tokenFile !== 'string') return null;
  const address = URL.parse(url);
  if (address === null || address.protocol !== 'http:' || !isLoopback(address)) return null;
  return { pid, url, version, store, device, tokenFile };
}

/** The device and token in a file that a server wrote, or null. */
export async function readCredentials(path: string): Promise<Credentials | null> {
  const { device, token } = members(await readJson(path));
  return typeof device === 'string' && typeof token === 'string' ? { device, token } : null;
}
