/** What tockd makes of its arguments and its environment. Pure: nothing is read, nothing is made. */
import { expect, onTestFinished, test, vi } from 'vitest';
import { ConfigInvalid, readConfig } from '../src/config.ts';
import { usualBounds } from '../src/doors/bounds.ts';

const home = { HOME: '/home/ana' };
const read = (argv: string[], environment: NodeJS.ProcessEnv = {}) =>
  readConfig(argv, { ...home, ...environment }, '1.2.3');

/** Reads what cannot be, and says what was printed for it. */
function refused(argv: string[], environment: NodeJS.ProcessEnv = {}): string {
  let printed = '';
  const write = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    printed += text;
    return true;
  });
  onTestFinished(() => write.mockRestore());
  try {
    read(argv, environment);
  } catch (error) {
    if (error instanceof ConfigInvalid) return error.message;
    return printed;
  }
  throw new Error('it was taken');
}

test('nothing said: loopback, a free port, the data where XDG puts it, found by local clients', () => {
  expect(read([])).toEqual({
    host: '127.0.0.1',
    port: 0,
    store: 'sqlite:/home/ana/.local/share/tock/tock.db',
    dataDir: '/home/ana/.local/share/tock',
    runtimeFile: '/home/ana/.local/state/tock/run/server.json',
    history: null,
    idleExit: 0,
    drainDelay: 0,
    logLevel: 'info',
    allowHost: [],
    tlsCert: null,
    tlsKey: null,
    insecure: false,
    bounds: usualBounds,
    checkConfig: false,
    webhookPrivateTargets: false,
    webhookWaits: { answer: 15_000, longest: 3_600_000, giveUp: 259_200_000 },
  });
});

test('XDG folders count when they are absolute', () => {
  const environment = { XDG_DATA_HOME: '/data', XDG_STATE_HOME: '/state', XDG_RUNTIME_DIR: '/run/user/7' };
  expect(read([], environment)).toMatchObject({ dataDir: '/data/tock', runtimeFile: '/run/user/7/tock/server.json' });
  expect(read([], { ...environment, XDG_RUNTIME_DIR: '' }).runtimeFile).toBe('/state/tock/run/server.json');
  expect(read([], { XDG_DATA_HOME: 'relative', XDG_RUNTIME_DIR: './run' })).toMatchObject({
    dataDir: '/home/ana/.local/share/tock',
    runtimeFile: '/home/ana/.local/state/tock/run/server.json',
  });
});

test('a flag wins over the environment, which wins over the default; empty is unset', () => {
  expect(read([], { TOCKD_PORT: '7000', TOCKD_LOG_LEVEL: 'debug' })).toMatchObject({ port: 7000, logLevel: 'debug' });
  expect(read(['--port', '8000'], { TOCKD_PORT: '7000' }).port).toBe(8000);
  expect(read([], { TOCKD_PORT: '', TOCKD_INSECURE: '' })).toMatchObject({ port: 0, insecure: false });
  expect(read(['--allow-host', 'b'], { TOCKD_ALLOW_HOST: 'a, c' }).allowHost).toEqual(['a', 'c', 'b']);
});

test('a value of the environment is a value, whatever it looks like', () => {
  const config = read([], { TOCKD_STORE: '--insecure', TOCKD_DATA_DIR: '--host' });
  expect(config).toMatchObject({ store: '--insecure', insecure: false, host: '127.0.0.1' });
  expect(config.dataDir.endsWith('/--host')).toBe(true);
});

test('other data or another store is no server that local clients should find by themselves', () => {
  expect(read(['--store', 'memory:']).runtimeFile).toBeNull();
  expect(read(['--data-dir', '/elsewhere'])).toMatchObject({
    runtimeFile: null,
    store: 'sqlite:/elsewhere/tock.db',
    dataDir: '/elsewhere',
  });
  expect(read(['--store', 'memory:', '--runtime-file', '/run/x.json']).runtimeFile).toBe('/run/x.json');
});

test.each(['127.0.0.1', '127.8.8.8', '::1', 'localhost'])('%s is this machine, and needs nothing', (host) => {
  expect(read(['--host', host]).host).toBe(host);
});

test.each(['0.0.0.0', '::', '192.168.1.7', 'tock.example.org', '127.0.0.1.example.org', 'localhost.example.org', ''])(
  'listening on "%s" needs TLS, or a word that one knows what one does',
  (host) => {
    expect(refused([`--host=${host}`])).toContain('needs --tls-cert and --tls-key, or --insecure');
    expect(read([`--host=${host}`, '--insecure']).insecure).toBe(true);
    expect(read([`--host=${host}`], { TOCKD_INSECURE: '1' }).insecure).toBe(true);
    expect(refused([`--host=${host}`], { TOCKD_INSECURE: '0' })).toContain('--insecure');
    expect(read([`--host=${host}`, '--tls-cert=c', '--tls-key=k'])).toMatchObject({ tlsCert: 'c', tlsKey: 'k' });
  },
);

test('certificate and key are given together', () => {
  expect(refused(['--tls-cert', 'c'])).toBe('--tls-cert and --tls-key are given together');
  expect(refused([], { TOCKD_TLS_KEY: 'k' })).toBe('--tls-cert and --tls-key are given together');
});

test('history is kept for ever, or for a number of days', () => {
  expect(read(['--history', 'all']).history).toBeNull();
  expect(read(['--history', '365d']).history).toEqual({ days: 365 });
  expect(read(['--history', '0d']).history).toEqual({ days: 0 });
  expect(read([], { TOCKD_HISTORY: '30d' }).history).toEqual({ days: 30 });
  expect(read(['--history', 'all'], { TOCKD_HISTORY: '30d' }).history).toBeNull();
  expect(read([], { TOCKD_HISTORY: '' }).history).toBeNull();
});

test.each([
  ['--history', '30'],
  ['--history', '-1d'],
  ['--history', '1.5d'],
  ['--history', '100000d'],
  ['--history', '30 d'],
  ['--history', '30D'],
  ['--history', 'ALL'],
  ['--history', '１d'],
  ['--history', 'toString'],
  ['--history', ''],
  ['--port', '65536'],
  ['--port', '-1'],
  ['--port', '1e3'],
  ['--port', '0x10'],
  ['--port', ' 7'],
  ['--port', ''],
  ['--port', '７'],
  ['--idle-exit', '1.5'],
  ['--idle-exit', '9999999999'],
  ['--log-level', 'loud'],
  ['--log-level', 'toString'],
])('%s "%s" is refused, and the answer names the option', (flag, value) => {
  expect(refused([`${flag}=${value}`])).toContain(flag);
});

test.each([['--unknown'], ['argument'], ['--port'], ['--host']])('%s alone is refused', (argument) => {
  expect(refused([argument])).toContain('error:');
});
