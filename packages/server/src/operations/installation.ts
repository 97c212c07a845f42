/** What a service is made from: the programs that are installed, and what the server was told. */
import { dirname, resolve } from 'node:path';
import { type Config, ConfigInvalid, type GivenOption, type ReadOptions } from '../config.ts';

/** The programs by their real paths: a service starts without a PATH or a link of somebody's. */
export interface Programs {
  node: string;
  tockd: string;
}

/** Where a service listens unless it is told: clients have to know it beforehand. */
const SERVICE_PORT = 7250;

/** Beyond its drain delay, a stop takes ten seconds at most; as many are for a busy machine. In seconds. */
const STOP = 20;

/** What a service is told, every path of it absolute. */
export interface Service {
  programs: Programs;
  dataDir: string;
  port: number;
  host: string;
  /** Certificate and key, PEM; null without TLS. */
  tls: { cert: string; key: string } | null;
  /** Folders, beside the data, in which it writes. */
  writes: string[];
  /** Everything else that was given, as words of a command line. */
  words: string[];
  /** How long a stop may take, in seconds, until it is cut short. */
  stop: number;
  /** Whether the store is one whose URL may hold a password: then it is not among the words. */
  secretStore: boolean;
}

/** What the service says in its own way. */
const own = new Set([
  ...['--data-dir', '--port', '--host', '--tls-cert', '--tls-key', '--store', '--runtime-file'],
  // Not how a service runs.
  '--check-config',
]);

/** The file of an embedded store that was named, or null. */
function storeFile(config: Config, given: readonly GivenOption[]): string | null {
  const said = given.some(({ flag }) => flag === '--store');
  return said && config.store.startsWith('sqlite:') ? resolve(config.store.slice('sqlite:'.length)) : null;
}

/** The service for what was read; `dataDir` is where its data lie unless it was told. Throws `ConfigInvalid`. */
export function serviceOf({ config, given }: ReadOptions, programs: Programs, dataDir: string): Service {
  const said = (flag: string) => given.some((each) => each.flag === flag);
  const file = storeFile(config, given);
  const inMemory = config.store === 'memory:';
  const words = given
    .filter(({ flag }) => !own.has(flag))
    .flatMap(({ flag, value }) => (value === null ? [flag] : [flag, value]));
  if (file !== null) words.push('--store', `sqlite:${file}`);
  else if (inMemory) words.push('--store', 'memory:');
  const runtimeFile = said('--runtime-file') ? config.runtimeFile : null;
  if (runtimeFile !== null) words.push('--runtime-file', runtimeFile);
  const folder = said('--data-dir') ? config.dataDir : dataDir;
  const { tlsCert, tlsKey } = config;
  const tls = tlsCert === null || tlsKey === null ? null : { cert: resolve(tlsCert), key: resolve(tlsKey) };
  const texts = [
    programs.node,
    programs.tockd,
    folder,
    config.host,
    ...words,
    ...(tls === null ? [] : [tls.cert, tls.key]),
  ];
  // A line that ends early would give the rest of it to the service manager as an order.
  if (texts.some((text) => /\p{Cc}/u.test(text)))
    throw new ConfigInvalid('a control character cannot stand in what a service is told');
  return {
    programs,
    dataDir: folder,
    port: config.port === 0 ? SERVICE_PORT : config.port,
    host: config.host,
    tls,
    writes: [file, runtimeFile].flatMap((path) => (path === null || dirname(path) === folder ? [] : [dirname(path)])),
    words,
    stop: STOP + config.drainDelay,
    secretStore: said('--store') && file === null && !inMemory,
  };
}
