/** Starts tockd in the background and waits until it is ready, or says why it is not. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, rename, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { failure, type Outcome, type Problem, sanitise } from '@tock/shared';
import type { Environment, Paths } from '../paths.ts';

/** A log larger than this is set aside before the next start, in bytes. */
const LARGEST_LOG = 1_048_576;
/** How long a server may take to be ready, in milliseconds. */
const READY_WITHIN_MS = 5_000;
const LOOK_EVERY_MS = 25;
/** The server leaves when nobody was connected for so many seconds. */
const IDLE_EXIT_SECONDS = 900;

/** The program: what the environment names, for tests, or the server that was installed with this tock. */
function programOf(environment: Environment): string {
  const { TOCKD_BIN: named } = environment;
  if (named !== undefined && named !== '') return named;
  return join(dirname(createRequire(import.meta.url).resolve('@tock/server/package.json')), 'bin', 'tockd.js');
}

/** Opens the log, 0600; one that grew too large is set aside first. */
async function openLog(path: string) {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  );
  if (size > LARGEST_LOG) await rename(path, `${path}.1`);
  const log = await open(path, 'a', 0o600);
  await log.chmod(0o600);
  return log;
}

/** The last words in a log after `from`: tockd ends with "tockd: what happened" and a line on what to do. */
async function lastWords(path: string, from: number): Promise<Problem> {
  const log = await open(path, 'r');
  try {
    const { size } = await log.stat();
    const begin = Math.max(from, size - 8_192);
    const { buffer, bytesRead } = await log.read(Buffer.alloc(Math.max(0, size - begin)), 0, null, begin);
    const lines = buffer
      .toString('utf8', 0, bytesRead)
      .split('\n')
      .filter((line) => line.trim() !== '');
    const at = lines.findLastIndex((line) => line.startsWith('tockd: '));
    // A line of the log is not for the person who waits; where there is nothing else, the log is named.
    const said = at < 0 ? lines.findLast((line) => !line.startsWith('{')) : lines[at]?.slice('tockd: '.length);
    const what = said ?? 'it ended without a word';
    const hint = at < 0 ? undefined : lines[at + 1];
    const message = `the local server did not start: ${sanitise(what).slice(0, 300)}`;
    return { code: 'unreachable', message, hint: hint === undefined ? `see ${path}` : sanitise(hint.trim()) };
  } finally {
    await log.close();
  }
}

/** What a server started by us inherits: everything but a token that is meant for another one, and the ear of our service manager. */
function inherited({
  TOCK_TOKEN: _,
  NOTIFY_SOCKET: __,
  ...environment
}: Environment): Record<string, string | undefined> {
  return environment;
}

async function begin(paths: Paths, environment: Environment): Promise<{ child: ChildProcess; logged: number }> {
  await mkdir(paths.data, { recursive: true, mode: 0o700 });
  const log = await openLog(paths.serverLog);
  try {
    const logged = (await log.stat()).size;
    const options = [
      '--runtime-file',
      paths.runtimeFile,
      '--data-dir',
      paths.data,
      '--idle-exit',
      `${IDLE_EXIT_SECONDS}`,
    ];
    const child = spawn(process.execPath, [programOf(environment), ...options], {
      detached: true,
      // Not our folder: it must stay possible to remove or unmount that.
      cwd: paths.data,
      stdio: ['ignore', log.fd, log.fd],
      env: inherited(environment),
    });
    return { child, logged };
  } finally {
    await log.close();
  }
}

/** Starts a server and answers with what `find` found of it. The caller holds the start lock. */
export async function launch<T>(
  paths: Paths,
  environment: Environment,
  find: () => Promise<T | null>,
): Promise<Outcome<T>> {
  const { child, logged } = await begin(paths, environment);
  const gone = new AbortController();
  const watching = once(child, 'exit').then(
    () => gone.abort(),
    () => gone.abort(),
  );
  const deadline = Date.now() + READY_WITHIN_MS;
  try {
    while (Date.now() < deadline) {
      const found = await find();
      if (found !== null) return { ok: true, value: found };
      if (gone.signal.aborted) return { ok: false, problem: await lastWords(paths.serverLog, logged) };
      await Promise.race([pause(LOOK_EVERY_MS), watching]);
    }
  } finally {
    child.unref();
  }
  return failure('unreachable', 'the local server was started and does not answer', `see ${paths.serverLog}`);
}
