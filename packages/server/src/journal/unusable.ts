/** Why a store of files cannot be opened, in words for the person who runs the server. */
import { pathFault } from '../pathFault.ts';
import { StoreUnusable } from './journal.ts';

/** The primary result codes of SQLite that mean something of their own here. */
export const sqliteCodes = {
  error: 1,
  permission: 3,
  busy: 5,
  readOnly: 8,
  ioError: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
} as const;

/** What SQLite means by more than the primary code. */
export const extendedCodes = {
  /** What should be there could not be read. */
  read: 266,
  shortRead: 522,
  /** No room for the index of the log. */
  indexSize: 4_874,
} as const;

/** The SQLite result code of an error, whole, or null when it is none of SQLite's. */
export function extendedCodeOf(error: unknown): number | null {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : null;
}

/** The primary SQLite result code of an error, or null when it is none of SQLite's. */
export function sqliteCodeOf(error: unknown): number | null {
  const code = extendedCodeOf(error);
  return code === null ? null : code & 0xff;
}

type Reason = 'forbidden' | 'nowhere' | 'full' | 'foreign' | 'damaged' | 'busy';

const reasons = new Map<unknown, Reason>([
  ['EACCES', 'forbidden'],
  ['EPERM', 'forbidden'],
  ['EROFS', 'forbidden'],
  ['ENOENT', 'nowhere'],
  ['ENOTDIR', 'nowhere'],
  ['ENOSPC', 'full'],
  ['EDQUOT', 'full'],
  [sqliteCodes.permission, 'forbidden'],
  [sqliteCodes.readOnly, 'forbidden'],
  [sqliteCodes.cannotOpen, 'forbidden'],
  [sqliteCodes.full, 'full'],
  [extendedCodes.indexSize, 'full'],
  [sqliteCodes.notADatabase, 'foreign'],
  [sqliteCodes.error, 'damaged'],
  [sqliteCodes.corrupt, 'damaged'],
  [sqliteCodes.busy, 'busy'],
]);

const RESTORE =
  'put a backup in its place with tockd restore, or choose another file with --store sqlite:PATH; it was not changed';

const words: Record<Reason, (path: string) => [message: string, hint: string]> = {
  forbidden: (path) => [
    `tockd may not write ${path}`,
    'give the user that runs tockd write access to the file and its folder, or choose another with --store sqlite:PATH',
  ],
  nowhere: (path) => [
    `no folder can be made for the store ${path}`,
    'choose another folder with --data-dir, or another file with --store sqlite:PATH',
  ],
  full: (path) => [`there is no room for the store ${path}`, 'free some space, then start again'],
  foreign: (path) => [`${path} is not a store of tock`, RESTORE],
  damaged: (path) => [`the store ${path} is damaged`, RESTORE],
  busy: (path) => [`another program holds the store ${path}`, 'end what has it open, then start again'],
};

/** What an error at opening means for the store at `path`. A `StoreUnusable` comes back as it is. */
export function storeUnusable(path: string, error: unknown): StoreUnusable {
  if (error instanceof StoreUnusable) return error;
  const code = sqliteCodeOf(error) ?? (error instanceof Error && 'code' in error ? error.code : undefined);
  const reason = reasons.get(extendedCodeOf(error)) ?? reasons.get(code);
  if (reason !== undefined) return new StoreUnusable(...words[reason](path), { cause: error });
  const detail = error instanceof Error ? (pathFault(error) ?? error.message) : String(error);
  return new StoreUnusable(`the store ${path} cannot be opened: ${detail}`, 'check the path and the disk', {
    cause: error,
  });
}

/** The file belongs to another program, or to nothing that we know. */
export function foreignStore(path: string): StoreUnusable {
  return new StoreUnusable(...words.foreign(path));
}
