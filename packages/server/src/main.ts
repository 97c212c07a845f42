/** tockd: an operation, or configuration, start, signals; nothing else. */
import { join } from 'node:path';
import { CommanderError } from 'commander';
import { destination } from 'pino';
import { type Config, ConfigInvalid, readOptions, serverCommand } from './config.ts';
import { StoreUnusable } from './journal/journal.ts';
import { openStore } from './journal/store.ts';
import { createLog, describeError } from './log.ts';
import { Recorder } from './metrics/recorder.ts';
import { operationOf, operationsHelp } from './operations/operations.ts';
import { PATH_HINT, pathFault } from './pathFault.ts';
import { removeRuntimeFile, runtimeFilesOf, writeRuntimeFiles } from './runtimeFile.ts';
import { createSupervisor, tellSystemd } from './supervisor.ts';
import { readTls, tlsFilesOf } from './tls.ts';
import { watchTlsFiles } from './tlsFiles.ts';
import { version } from './version.ts';

/** A drain that takes longer is given up, in milliseconds. */
const DRAIN = 10_000;
const IDLE_CHECK = 1_000;
const HELP = 'tockd --help shows the options';

/** Says what happened and what to do, and ends. Synchronous, so that nothing is lost on the way out. */
function give(up: string, hint: string, code: number): never {
  process.stderr.write(hint === '' ? `tockd: ${up}\n` : `tockd: ${up}\n  ${hint}\n`);
  process.exit(code);
}

/** Ends for options that cannot be read, and passes on every other error. */
function refuseOptions(error: unknown): never {
  if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : 2);
  if (error instanceof ConfigInvalid) give(error.message, HELP, 2);
  throw error;
}

function configure(): Config {
  try {
    const command = serverCommand().addHelpText('after', operationsHelp());
    return readOptions(process.argv.slice(2), process.env, version, command).config;
  } catch (error) {
    return refuseOptions(error);
  }
}

async function serve(config: Config): Promise<void> {
  // An operation does without all that serving needs.
  const { createServer } = await import('./server.ts');
  const stderr = destination({ dest: 2, sync: true });
  // A log that cannot be written (a full disk, a closed pipe) is no reason to stop.
  stderr.on('error', () => undefined);
  const log = createLog(config.logLevel, stderr);
  const tlsFiles = tlsFilesOf(config);
  const tls = await readTls(config);
  const recorder = new Recorder();
  const journal = await openStore(config.store, { instruments: recorder });
  const tokenFile = join(config.dataDir, 'credentials.json');

  const fault = (error: unknown): never => {
    // What was written is not known: acknowledge nothing, read it again from the disk after a restart (R10).
    log.fatal({ error }, 'the store failed; stopping without another word to anybody');
    process.exit(70);
  };
  const server = await createServer({
    journal,
    store: config.store,
    version,
    credentialsFile: tokenFile,
    hostNames: [config.host, ...config.allowHost],
    tls,
    log,
    recorder,
    now: () => new Date().toISOString(),
    bounds: config.bounds,
    history: config.history,
    webhooks: {
      keyFile: join(config.dataDir, 'webhooks.key'),
      privateTargets: config.webhookPrivateTargets,
      waits: config.webhookWaits,
    },
    fault,
  });
  const supervisor = createSupervisor({
    environment: process.env,
    pid: process.pid,
    tell: tellSystemd(process.env),
    prove: () => journal.ping(),
    report: (error) => log.warn({ error }, 'the service manager was not told'),
  });
  if (tlsFiles !== null && tls !== null)
    watchTlsFiles({ files: tlsFiles, current: tls, changed: (pair) => server.renewTls(pair), log });
  const runtimeFiles = runtimeFilesOf(config);
  let stopping = false;
  const stop = async (reason: string, code: number, unreadyMs = 0) => {
    if (stopping) {
      log.warn({ reason }, 'asked again: stopping now');
      process.exit(code);
    }
    stopping = true;
    log.info({ reason }, 'draining');
    supervisor.stopping();
    setTimeout(() => give('the drain took too long', 'what was acknowledged is stored', 70), unreadyMs + DRAIN).unref();
    for (const path of runtimeFiles) await removeRuntimeFile(path, process.pid);
    await server.close(unreadyMs);
    log.info({ reason }, 'stopped');
    process.exit(code);
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => void stop(signal, 0, config.drainDelay * 1_000));
  }
  process.on('uncaughtException', (error) => {
    log.fatal({ error }, 'a fault that nobody caught');
    void stop('fault', 70);
  });
  // Nobody reads the pipe any more: that is no reason to stop.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);

  // Whoever reads that it listens may end it at once: the signals are taken by now.
  const url = await server.listen(config.host, config.port);
  const { device } = server.credentials;
  const runtime = { pid: process.pid, url, version, store: config.store, device, tokenFile };
  await writeRuntimeFiles(runtimeFiles, runtime, (path, error) =>
    log.warn({ path, error }, 'this file was not written: only who has the same session finds this server'),
  );
  process.stdout.write(`${JSON.stringify({ listening: url })}\n`);
  log.info({ url, version, store: config.store, pid: process.pid }, 'listening');
  supervisor.ready(url);

  if (config.idleExit > 0) {
    let quietSince = Date.now();
    setInterval(() => {
      if (server.connections() > 0) quietSince = Date.now();
      else if (Date.now() - Math.max(quietSince, server.lastAsked()) >= config.idleExit * 1_000) void stop('idle', 0);
    }, IDLE_CHECK).unref();
  }
}

/** Says why it ended by a fault, and ends. */
function fail(error: unknown, config: Config | null): never {
  if (error instanceof ConfigInvalid) give(error.message, HELP, 2);
  if (error instanceof StoreUnusable) give(error.message, error.hint, 1);
  if (error instanceof Error && 'code' in error) {
    const { code } = error;
    const where = config === null ? '' : `${config.host}:${config.port}`;
    if (code === 'EADDRINUSE' && config !== null)
      give(`port ${config.port} on ${config.host} is taken`, 'choose another --port, or 0 for a free one', 1);
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      give(`${where} is not an address of this machine`, 'choose another --host', 1);
    const wrong = pathFault(error);
    if (wrong !== null) give(wrong, PATH_HINT, 1);
    if (code === 'EACCES' || code === 'EROFS' || code === 'ENOSPC' || code === 'ENOENT' || code === 'ENOTDIR') {
      give(
        error.message,
        'check that the folder exists, has room and is yours to write, or choose another --data-dir',
        1,
      );
    }
  }
  const { name, message, stack = '' } = describeError(error);
  give(`${name}: ${message}\n${stack}`, 'this is a fault of tockd', 70);
}

process.umask(0o077);
const [word, ...words] = process.argv.slice(2);

async function start(): Promise<void> {
  const operation = await operationOf(word);
  if (operation !== null) {
    process.exitCode = await operation(words, process.env).catch(refuseOptions);
    return;
  }
  const config = configure();
  const run = config.checkConfig ? (await import('./operations/checkConfig.ts')).checkConfig : serve;
  await run(config).catch((error: unknown) => fail(error, config));
}

start().catch((error: unknown) => fail(error, null));
