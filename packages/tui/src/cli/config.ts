/** Settings: flags over environment over the project's file over the user's file over defaults. */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { failure, type Outcome, success } from '@tock/shared';
import type { Environment } from '../paths.ts';
import { parseDuration } from './duration.ts';

/** What a run needs to know before it talks to a server. */
export interface Settings {
  /** The server's URL, or null for the one on this machine. */
  server: string | null;
  tokenFile: string | null;
  /** A token from the environment. */
  token: string | null;
  /** The list, as people name it. */
  list: string;
  /** The deadline of a request, in milliseconds; null when nobody set one. */
  timeoutMs: number | null;
  /** Whether a server may be started on this machine. */
  autostart: boolean;
}

/** What the flags of a verb say about settings. */
export interface SettingFlags {
  server?: string | undefined;
  tokenFile?: string | undefined;
  list?: string | undefined;
  timeout?: string | undefined;
}

/** Where settings come from besides the flags. */
export interface SettingSources {
  environment: Environment;
  /** The user's file. */
  userFile: string;
  /** The working folder, from which project files are looked for upwards; null when it is gone. */
  folder: string | null;
  /** Told of what a file says in vain. */
  warn(message: string): void;
}

/** The deadline of a request when nobody set one, in milliseconds. */
export const DEFAULT_TIMEOUT_MS = 10_000;

const PROJECT_FILE = '.tock.toml';
const USER_KEYS = ['server', 'token_file', 'list', 'timeout', 'autostart'] as const;

type Table = Readonly<Record<string, unknown>>;

/** Reads everything once. `invalid` names the file or variable that cannot be used. */
export async function loadSettings(flags: SettingFlags, sources: SettingSources): Promise<Outcome<Settings>> {
  const user = await readTable(sources.userFile);
  if (!user.ok) return user;
  const project = await readProjectList(sources);
  if (!project.ok) return project;

  const { environment } = sources;
  const file = user.value ?? {};
  for (const key of Object.keys(file)) {
    if (!USER_KEYS.some((known) => known === key)) sources.warn(`${sources.userFile} has an unknown key: ${key}`);
  }
  const wrong = USER_KEYS.find((key) => !fits(key, file[key]));
  if (wrong !== undefined)
    return failure('invalid', `${wrong} in ${sources.userFile} has a wrong type`, expected(wrong));

  const timeout = flags.timeout ?? variable(environment, 'TOCK_TIMEOUT') ?? text(file.timeout);
  const timeoutMs = timeout === undefined ? null : parseDuration(timeout);
  if (timeout !== undefined && timeoutMs === null) {
    return failure('invalid', `"${timeout}" is not a duration`, 'write 10s, 500ms or 2m, at most a day');
  }
  const tokenFile = flags.tokenFile ?? variable(environment, 'TOCK_TOKEN_FILE');
  const token = tokenFile === undefined ? variable(environment, 'TOCK_TOKEN') : undefined;
  return success({
    server: flags.server ?? variable(environment, 'TOCK_SERVER') ?? text(file.server) ?? null,
    // A token of the environment is for the server of the environment: the file's is not put before it.
    tokenFile: tokenFile ?? (token === undefined ? text(file.token_file) : undefined) ?? null,
    token: token ?? null,
    list: flags.list ?? variable(environment, 'TOCK_LIST') ?? project.value ?? text(file.list) ?? 'inbox',
    timeoutMs,
    autostart: switchedOn(variable(environment, 'TOCK_AUTOSTART')) ?? file.autostart !== false,
  });
}

/** A variable that says something: an empty one is as good as none. */
function variable(environment: Environment, name: string): string | undefined {
  return environment[name] === '' ? undefined : environment[name];
}

function switchedOn(value: string | undefined): boolean | undefined {
  return value === undefined ? undefined : !['0', 'false', 'no', 'off'].includes(value.toLowerCase());
}

function text(value: unknown): string | undefined {
  return value === undefined ? undefined : String(value);
}

function fits(key: (typeof USER_KEYS)[number], value: unknown): boolean {
  if (value === undefined) return true;
  if (key === 'autostart') return typeof value === 'boolean';
  return typeof value === 'string' || (key === 'timeout' && typeof value === 'number');
}

function expected(key: (typeof USER_KEYS)[number]): string {
  if (key === 'autostart') return 'write autostart = false';
  return `write ${key} = "…", between quotes`;
}

/** The list that the nearest project file names. It may set nothing else: a folder must not choose a server. */
async function readProjectList({ folder, warn }: SettingSources): Promise<Outcome<string | null>> {
  for (let at = folder; at !== null; at = dirname(at) === at ? null : dirname(at)) {
    const path = join(at, PROJECT_FILE);
    const table = await readTable(path);
    if (!table.ok) return table;
    if (table.value === null) continue;
    for (const key of Object.keys(table.value)) {
      if (key !== 'list') warn(`${path} sets ${key} in vain: a project file may set list, nothing else`);
    }
    const list = table.value.list;
    if (list !== undefined && typeof list !== 'string') {
      return failure('invalid', `list in ${path} has a wrong type`, expected('list'));
    }
    return success(list ?? null);
  }
  return success(null);
}

/** A file of settings, or null where there is none. */
async function readTable(path: string): Promise<Outcome<Table | null>> {
  let content: string;
  try {
    content = await readFile(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    if (code === 'ENOENT' || code === 'ENOTDIR') return success(null);
    return failure('invalid', `cannot read ${path} (${code})`, 'make it readable, or remove it');
  }
  // Loaded only here: most runs have no file to read.
  const { parse, TomlError } = await import('smol-toml');
  try {
    return success(parse(content));
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    return failure(
      'invalid',
      `cannot read ${path}: line ${error.line} is not TOML`,
      'write lines such as list = "inbox"',
    );
  }
}
