/** What tockd can be told: flag, environment and default in one row each. Pure: (argv, environment) → config. */
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { parseRange } from './doors/addresses.ts';
import { type Bounds, usualBounds } from './doors/bounds.ts';
import { usualWaits, type Waits } from './webhooks/waits.ts';

/** How tockd runs. */
export interface Config {
  /** Address to listen on. */
  host: string;
  /** Port to listen on; 0 takes a free one. */
  port: number;
  /** `sqlite:PATH` or `memory:`. */
  store: string;
  /** Folder of the data and of this machine's token. Absolute. */
  dataDir: string;
  /** File that tells local clients where the server is, or null for none. Absolute. */
  runtimeFile: string | null;
  /** For how many days history is kept beyond what receipts and undo need; null: for ever. */
  history: { days: number } | null;
  /** Exit when nobody was connected for this many seconds; 0 is never. */
  idleExit: number;
  /** For how many seconds it says that it is not ready before it drains. */
  drainDelay: number;
  logLevel: string;
  /** Further host names by which clients may reach it. */
  allowHost: string[];
  /** PEM files; both or none. */
  tlsCert: string | null;
  tlsKey: string | null;
  /** Listen beyond loopback without TLS. */
  insecure: boolean;
  bounds: Bounds;
  /** Say whether a start would succeed, and change nothing. */
  checkConfig: boolean;
  /** Webhooks may lead into private networks and to this machine, also without TLS. */
  webhookPrivateTargets: boolean;
  webhookWaits: Waits;
}

/** `dataDir` and `runtimeFile` by the XDG rules, for an environment. */
function folders(environment: NodeJS.ProcessEnv): { data: string; runtime: string } {
  const absolute = (name: string, fallback: string) => {
    const value = environment[name];
    return value !== undefined && isAbsolute(value) ? value : join(environment.HOME ?? homedir(), fallback);
  };
  const runtime = environment.XDG_RUNTIME_DIR;
  return {
    data: join(absolute('XDG_DATA_HOME', '.local/share'), 'tock'),
    runtime:
      runtime !== undefined && isAbsolute(runtime)
        ? join(runtime, 'tock')
        : join(absolute('XDG_STATE_HOME', '.local/state'), 'tock', 'run'),
  };
}

function whole(maximum: number) {
  return (text: string): number => {
    const value = Number(text);
    if (!/^\d{1,9}$/.test(text) || value > maximum)
      throw new InvalidArgumentError(`It is a whole number up to ${maximum}.`);
    return value;
  };
}

/** Not null for "all": commander takes a parser's null for no value at all. */
function history(text: string): { days: number } | 'all' {
  const days = /^(\d{1,5})d$/.exec(text)?.[1];
  if (text !== 'all' && days === undefined) throw new InvalidArgumentError('It is all, or a number of days as 365d.');
  return days === undefined ? 'all' : { days: Number(days) };
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, min: 60_000, h: 3_600_000, d: 86_400_000 };

/** A length of time, in milliseconds. */
function duration(mostDays: number) {
  return (text: string): number => {
    const [, count = '', unit = ''] = /^(\d{1,9})(ms|s|min|h|d)$/.exec(text) ?? [];
    const milliseconds = Number(count) * (UNITS[unit] ?? 0);
    if (milliseconds < 1 || milliseconds > mostDays * 86_400_000)
      throw new InvalidArgumentError(`It is a length of time as 500ms, 15s, 10min, 2h or 3d, ${mostDays}d at most.`);
    return milliseconds;
  };
}

function level(text: string): string {
  if (!LEVELS.includes(text)) throw new InvalidArgumentError(`It is one of ${LEVELS.join(', ')}.`);
  return text;
}

function names(text: string, before: string[]): string[] {
  return [...before, ...text.split(/[\s,]+/).filter((name) => name !== '')];
}

function ranges(text: string, before: string[]): string[] {
  const all = names(text, before);
  const wrong = all.find((each) => parseRange(each) === null);
  if (wrong !== undefined) throw new InvalidArgumentError('It is an address, or a range as 10.0.0.0/8.');
  return all;
}

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|localhost)$/;
const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/** Every option: its flag (the environment variable is the flag in capitals behind `TOCKD_`), its words, its default, its parser. */
function optionsOf(defaults: { data: string }): Option[] {
  return [
    new Option('--host <address>', 'address to listen on').default('127.0.0.1'),
    new Option('--port <port>', 'port to listen on; 0 takes a free one').default(0).argParser(whole(65_535)),
    new Option('--store <url>', 'sqlite:PATH or memory: (default: sqlite:tock.db in the data folder)'),
    new Option('--data-dir <folder>', 'folder of the data and of the token of this machine').default(defaults.data),
    new Option(
      '--runtime-file <file>',
      'where local clients look for the server (default: only with the default data)',
    ),
    new Option('--history <kept>', 'how long the commits of a list are kept: all, or days as 365d')
      .default('all')
      .argParser(history),
    new Option('--idle-exit <seconds>', 'exit when nobody was connected or asked for so long; 0 is never')
      .default(0)
      .argParser(whole(999_999_999)),
    new Option('--drain-delay <seconds>', 'for how long /readyz says no before a stop begins')
      .default(0)
      .argParser(whole(3_600)),
    new Option('--log-level <level>', `what is logged on stderr: ${LEVELS.join(', ')}`)
      .default('info')
      .argParser(level),
    new Option('--allow-host <name>', 'a further host name by which clients may reach it; repeatable')
      .default([], 'none')
      .argParser(names),
    new Option('--tls-cert <file>', 'certificate, PEM'),
    new Option('--tls-key <file>', 'private key, PEM'),
    new Option(
      '--trusted-proxy <range>',
      'a proxy whose X-Forwarded-For is believed: an address or a range; repeatable',
    )
      .default([], 'none')
      .argParser(ranges),
    new Option('--max-connections <count>', 'how many connections there may be; 0 is any number')
      .default(usualBounds.connections)
      .argParser(whole(1_000_000)),
    new Option('--max-connections-per-address <count>', 'of one address other than this machine; 0 is any number')
      .default(usualBounds.connectionsOfAddress)
      .argParser(whole(1_000_000)),
    new Option('--failed-sign-ins <count>', 'of one address in a minute, before it has to wait; 0 is any number')
      .default(usualBounds.failedSignIns)
      .argParser(whole(1_000_000)),
    new Option('--requests-per-second <count>', 'of one device; 0 is any number')
      .default(usualBounds.requestsPerSecond)
      .argParser(whole(1_000_000)),
    new Option('--insecure', 'listen beyond this machine without TLS').default(false),
    new Option('--check-config', 'say whether a start would succeed, and change nothing').default(false),
    new Option(
      '--webhook-private-targets',
      'webhooks may lead into private networks and to this machine, also without TLS',
    ).default(false),
    new Option('--webhook-timeout <time>', 'how long the target of a webhook may take to answer')
      .default(usualWaits.answer, '15s')
      .argParser(duration(1)),
    new Option('--webhook-longest-wait <time>', 'the longest wait of a webhook between two tries')
      .default(usualWaits.longest, '1h')
      .argParser(duration(1)),
    new Option('--webhook-give-up <time>', 'a webhook that only fails for so long is stopped')
      .default(usualWaits.giveUp, '3d')
      .argParser(duration(365)),
  ];
}

const variable = (option: Option) => `TOCKD_${option.name().toUpperCase().replaceAll('-', '_')}`;

/** What the environment says, as arguments: put before those of the command line, they are overridden by them. */
function fromEnvironment(options: Option[], environment: NodeJS.ProcessEnv): string[] {
  return options.flatMap((option) => {
    const value = environment[variable(option)];
    if (value === undefined || value === '') return [];
    const flag = option.long ?? '';
    return option.isBoolean() ? (/^(1|true|yes)$/i.test(value) ? [flag] : []) : [flag, value];
  });
}

/** A configuration that cannot be: for the person who wrote it. */
export class ConfigInvalid extends Error {
  override name = 'ConfigInvalid';
}

/** An option that was given, by flag or environment, with its value as it was written; null where it takes none. */
export interface GivenOption {
  flag: string;
  value: string | null;
}

/** What was read, and of it what was said and not taken for granted. */
export interface ReadOptions {
  config: Config;
  given: GivenOption[];
}

/** What `tockd` without an operation is called. */
export const serverCommand = () =>
  new Command('tockd').description(
    'The server of tock: makes every change durable, and only then tells everyone about it.',
  );

/** Reads the configuration. Throws commander's error for a wrong option (it has printed why) and `ConfigInvalid` for options that do not fit. */
export function readConfig(argv: readonly string[], environment: NodeJS.ProcessEnv, version: string): Config {
  return readOptions(argv, environment, version).config;
}

/** As {@link readConfig}, with what was given; for a command that may have options of its own. */
export function readOptions(
  argv: readonly string[],
  environment: NodeJS.ProcessEnv,
  version: string,
  command: Command = serverCommand(),
): ReadOptions {
  const defaults = folders(environment);
  const rows = optionsOf(defaults);
  command.version(version, '--version').allowExcessArguments(false).exitOverride();
  const given: GivenOption[] = [];
  for (const option of rows) {
    command.addOption(option);
    const flag = option.long ?? '';
    // Of what is not a list, the last word counts.
    const repeatable = Array.isArray(option.defaultValue);
    command.on(`option:${option.name()}`, (value: string | null) => {
      const before = given.findIndex((each) => each.flag === flag);
      if (before >= 0 && !repeatable) given.splice(before, 1);
      given.push({ flag, value });
    });
  }
  command.addHelpText('after', '\nEach option may stand in the environment: --data-dir as TOCKD_DATA_DIR, and so on.');
  command.parse([...fromEnvironment(rows, environment), ...argv], { from: 'user' });
  const options = command.opts<{
    host: string;
    port: number;
    store?: string;
    dataDir: string;
    runtimeFile?: string;
    history: { days: number } | 'all';
    idleExit: number;
    drainDelay: number;
    logLevel: string;
    allowHost: string[];
    tlsCert?: string;
    tlsKey?: string;
    insecure: boolean;
    trustedProxy: string[];
    maxConnections: number;
    maxConnectionsPerAddress: number;
    failedSignIns: number;
    requestsPerSecond: number;
    checkConfig: boolean;
    webhookPrivateTargets: boolean;
    webhookTimeout: number;
    webhookLongestWait: number;
    webhookGiveUp: number;
  }>();
  const dataDir = resolve(options.dataDir);
  const usual = dataDir === defaults.data && options.store === undefined;
  const runtimeFile = options.runtimeFile ?? (usual ? join(defaults.runtime, 'server.json') : null);
  const { tlsCert = null, tlsKey = null } = options;
  if ((tlsCert === null) !== (tlsKey === null)) throw new ConfigInvalid('--tls-cert and --tls-key are given together');
  if (tlsCert === null && !options.insecure && !LOOPBACK.test(options.host)) {
    throw new ConfigInvalid(
      `listening on ${options.host} needs --tls-cert and --tls-key, or --insecure where the network is trusted`,
    );
  }
  const config: Config = {
    host: options.host,
    port: options.port,
    store: options.store ?? `sqlite:${join(dataDir, 'tock.db')}`,
    dataDir,
    runtimeFile: runtimeFile === null ? null : resolve(runtimeFile),
    history: options.history === 'all' ? null : options.history,
    idleExit: options.idleExit,
    drainDelay: options.drainDelay,
    logLevel: options.logLevel,
    allowHost: options.allowHost,
    tlsCert,
    tlsKey,
    insecure: options.insecure,
    bounds: {
      connections: options.maxConnections,
      connectionsOfAddress: options.maxConnectionsPerAddress,
      failedSignIns: options.failedSignIns,
      requestsPerSecond: options.requestsPerSecond,
      trustedProxies: options.trustedProxy,
    },
    checkConfig: options.checkConfig,
    webhookPrivateTargets: options.webhookPrivateTargets,
    webhookWaits: {
      answer: options.webhookTimeout,
      longest: options.webhookLongestWait,
      giveUp: options.webhookGiveUp,
    },
  };
  return { config, given };
}
