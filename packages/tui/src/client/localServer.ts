/** The server of this machine: found by proof, started when there is none, replaced when it is of another version. */
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import {
  failure,
  type Hello,
  type Outcome,
  PROTOCOL,
  type Problem,
  type RuntimeFile,
  sanitise,
  success,
} from '@tock/shared';
import type { Environment, Paths } from '../paths.ts';
import { askHello } from './hello.ts';
import { incompatible } from './problems.ts';
import { members } from './reader.ts';
import { codeOf, ensurePrivateFolder, isPrivateFolder, readCredentials, readRuntimeFile } from './runtimeFolder.ts';
import type { Endpoint } from './session.ts';

export interface LocalOptions {
  paths: Paths;
  environment: Environment;
  /** The version of this tock: a server of another one is replaced when nobody is connected to it. */
  version: string;
  /** Whether a server may be started. */
  autostart: boolean;
}

/** A server that proved that it knows our token. */
export interface LocalServer {
  hello: Hello;
  file: RuntimeFile;
  endpoint: Endpoint;
}

/** How messages name the server of this machine. */
export const LOCAL_PLACE = 'local, this machine only';
/** A local server that lives answers within so many milliseconds. */
const HELLO_WITHIN_MS = 500;
/** How long others may take to start the server, in milliseconds. */
const LOCK_WITHIN_MS = 10_000;
/** How long a server may take to finish what it does when asked to stop, in milliseconds. */
const STOP_WITHIN_MS = 12_000;
const LOOK_EVERY_MS = 25;

/** The running server, or null. A process that lives proves nothing; an answer with the right proof does. */
export async function findLocal(paths: Paths): Promise<LocalServer | null> {
  const near = await readRuntimeFile(paths.runtimeFile);
  const found = near === null ? null : await prove(near);
  if (found !== null || !(await isPrivateFolder(paths.data))) return found;
  const far = await readRuntimeFile(paths.dataRuntimeFile);
  // Who did not answer is not asked and waited for a second time.
  return far === null || far.url === near?.url ? null : prove(far);
}

/** The server of a runtime file, or null. */
async function prove(file: RuntimeFile): Promise<LocalServer | null> {
  const credentials = await readCredentials(file.tokenFile);
  if (credentials === null) return null;
  // The device in the file is the one that the server expects; a token of another one could not be proven.
  const hello = await askHello(file.url, { ...credentials, device: file.device }, HELLO_WITHIN_MS);
  if (hello === null) return null;
  return { hello, file, endpoint: { url: file.url, place: LOCAL_PLACE, token: () => credentials.token } };
}

/** The server of this machine for `tock server status`: null when none runs. Never starts one. */
export async function statusLocal(paths: Paths): Promise<Outcome<LocalServer | null>> {
  const folder = await ensurePrivateFolder(paths.runtime);
  return folder.ok ? success(await findLocal(paths)) : folder;
}

/**
 * What to say of a server of this machine that runs and does not answer: it stands still, or its disk does. Null where none
 * runs, or where that cannot be told: that the process lives proves nothing, that it was started for our runtime file does.
 */
export async function findSilent({ runtimeFile, dataRuntimeFile, data }: Paths): Promise<Problem | null> {
  const file = (await readRuntimeFile(runtimeFile)) ?? (await readRuntimeFile(dataRuntimeFile));
  if (file === null || !argumentsOf(file.pid).some((word) => word === runtimeFile || word === data)) return null;
  const message = `the local server (process ${file.pid}) runs and does not answer`;
  return { code: 'unreachable', message, hint: `wait, or kill -9 ${file.pid}: nothing that is stored is lost` };
}

/** The arguments of a process; none where it ended, or where the system does not show them (Linux does). */
function argumentsOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

/** What to do with a server that was found. */
function judge({ hello }: LocalServer, { version, autostart }: LocalOptions): Outcome<'use' | 'replace'> {
  const mayReplace = autostart && hello.connections === 0;
  if (hello.protocol === PROTOCOL) return success(hello.version !== version && mayReplace ? 'replace' : 'use');
  // Nobody of this version can use an older one, so that it goes even when others are connected.
  if (hello.protocol < PROTOCOL && autostart) return success('replace');
  return { ok: false, problem: incompatible(LOCAL_PLACE, hello) };
}

/** The server of this machine, started if need be. However many ask at once, one is started. */
export async function ensureLocal(options: LocalOptions): Promise<Outcome<LocalServer>> {
  const { paths } = options;
  const folder = await ensurePrivateFolder(paths.runtime);
  if (!folder.ok) return folder;
  const found = await findLocal(paths);
  const verdict = found === null ? null : judge(found, options);
  if (verdict !== null && !verdict.ok) return verdict;
  if (found !== null && verdict?.value === 'use') return success(found);
  if (!options.autostart) {
    return failure('unreachable', 'no server runs on this machine, and none is started by itself', 'tock server start');
  }
  try {
    return await startLocked(options);
  } catch (error) {
    return { ok: false, problem: cannotStart(error, paths) };
  }
}

/** The primary result code of SQLite for a full disk (https://sqlite.org/rescode.html#full). */
const SQLITE_FULL = 13;

/** Why no server could be started from here. Its log does not know: it never began. */
function cannotStart(error: unknown, { data, state }: Paths): Problem {
  const { errcode, path } = members(error instanceof Error ? error : null);
  const code = codeOf(error);
  if (code === 'ENOSPC' || code === 'EDQUOT' || errcode === SQLITE_FULL)
    return failure('storage_full', 'there is no room to start the local server', `make room for ${data}`).problem;
  const where = typeof path === 'string' ? `: ${sanitise(path)}` : '';
  const hint = `it writes in ${data} and ${state}: they must be folders of yours`;
  return failure('internal', `the local server cannot be started (${code}${where})`, hint).problem;
}

async function startLocked(options: LocalOptions): Promise<Outcome<LocalServer>> {
  // Only the first command of a while starts a server: the others do without what that needs.
  const [{ launch }, { takeStartLock }] = await Promise.all([import('./launch.ts'), import('./startLock.ts')]);
  const { paths, environment } = options;
  await mkdir(paths.data, { recursive: true, mode: 0o700 });
  const release = await takeStartLock(paths.startLock, Date.now() + LOCK_WITHIN_MS);
  if (release === null) {
    return failure(
      'unreachable',
      'another tock has been starting the local server for too long',
      `see ${paths.serverLog}`,
    );
  }
  try {
    // Whoever held the lock before may have started it.
    const found = await findLocal(paths);
    const verdict = found === null ? null : judge(found, options);
    if (verdict !== null && !verdict.ok) return verdict;
    if (found !== null && verdict?.value === 'use') return success(found);
    if (found !== null) {
      const stopped = await stopServer(found);
      if (!stopped.ok) return stopped;
    }
    const launched = await launch(paths, environment, () => findLocal(paths));
    const silent = launched.ok ? null : await findSilent(paths);
    return silent === null ? launched : { ok: false, problem: silent };
  } finally {
    release();
  }
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) !== 'ESRCH';
  }
  return !isZombie(pid);
}

/** Whether a process ended and only waits to be collected: whoever is its parent now may take seconds for that (Linux). */
function isZombie(pid: number): boolean {
  try {
    return /\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}

/** Asks a proven server to stop, by the pid that it proved, and waits until its process is gone: its store is free then. */
async function stopServer({ hello: { pid } }: LocalServer): Promise<Outcome<null>> {
  try {
    process.kill(pid, 'SIGTERM');
  } catch (error) {
    if (codeOf(error) !== 'ESRCH') return failure('refused', `process ${pid} cannot be stopped (${codeOf(error)})`);
  }
  for (const deadline = Date.now() + STOP_WITHIN_MS; Date.now() < deadline; await pause(LOOK_EVERY_MS)) {
    if (!lives(pid)) return success(null);
  }
  return failure(
    'unreachable',
    `the local server (process ${pid}) was asked to stop and has not`,
    'see tock server logs',
  );
}

/** Stops the server of this machine for `tock server stop`; the answer says whether there was one, and how many were connected. One that hangs is left. */
export async function stopLocal(paths: Paths): Promise<Outcome<{ stopped: boolean; connections: number }>> {
  const status = await statusLocal(paths);
  if (!status.ok) return status;
  if (status.value === null) {
    const silent = await findSilent(paths);
    return silent === null ? success({ stopped: false, connections: 0 }) : { ok: false, problem: silent };
  }
  const stopped = await stopServer(status.value);
  return stopped.ok ? success({ stopped: true, connections: status.value.hello.connections }) : stopped;
}
