/** What a service is told, and how it is written. Pure: (options) → text. */
import { expect, test } from 'vitest';
import { ConfigInvalid, readOptions } from '../../src/config.ts';
import { serviceOf } from '../../src/operations/installation.ts';
import { launchdPlist } from '../../src/operations/launchdPlist.ts';
import { systemdUnit } from '../../src/operations/systemdUnit.ts';

const installed = { node: '/opt/node/bin/node', tockd: '/opt/tock/bin/tockd.js' };

function service(argv: string[], environment: NodeJS.ProcessEnv = {}, programs = installed) {
  return serviceOf(readOptions(argv, { HOME: '/home/ana', ...environment }, '1.2.3'), programs, '/var/lib/tock');
}
const unit = (...given: Parameters<typeof service>) => systemdUnit(service(...given)).split('\n');
const setting = (lines: string[], name: string) =>
  lines.flatMap((line) => (line.startsWith(`${name}=`) ? [line.slice(name.length + 1)] : []));

test('nothing said: the data where services keep them, and a port that clients can know', () => {
  const lines = unit([]);
  expect(setting(lines, 'ExecStart')).toEqual([
    '/opt/node/bin/node /opt/tock/bin/tockd.js --data-dir /var/lib/tock --host 127.0.0.1 --port 7250',
  ]);
  expect(setting(lines, 'StateDirectory')).toEqual(['tock']);
  expect(setting(lines, 'StateDirectoryMode')).toEqual(['0700']);
  expect(setting(lines, 'CapabilityBoundingSet')).toEqual(['']);
  expect(setting(lines, 'ProtectHome')).toEqual(['yes']);
});

test('what the environment says is in the unit as well, and the command line wins', () => {
  const [command] = setting(unit(['--port', '8000'], { TOCKD_PORT: '7000', TOCKD_HISTORY: '365d' }), 'ExecStart');
  expect(command).toContain('--port 8000 --history 365d');
  expect(command).not.toContain('7000');
  const [hosts] = setting(unit(['--allow-host', 'b'], { TOCKD_ALLOW_HOST: 'a,c' }), 'ExecStart');
  expect(hosts).toContain('--allow-host a,c --allow-host b');
});

test('key and certificate come as credentials, which only this service sees', () => {
  const lines = unit(['--tls-cert', '/etc/tock/100%.pem', '--tls-key', '/etc/tock/a key.pem', '--host', '0.0.0.0']);
  expect(setting(lines, 'LoadCredential')).toEqual(['tls-cert:/etc/tock/100%%.pem', 'tls-key:/etc/tock/a key.pem']);
  expect(setting(lines, 'ExecStart')[0]).toMatch(
    /--tls-cert \$\{CREDENTIALS_DIRECTORY\}\/tls-cert --tls-key \S+\/tls-key$/,
  );
  expect(setting(lines, 'After')).toEqual(['network-online.target']);
});

test('nothing in a word is an order to systemd', () => {
  const programs = { node: '/opt/of $HOME %h/node', tockd: '/opt/"a" \\ ;/tockd.js' };
  const [command] = setting(unit(['--allow-host', '$HOME'], {}, programs), 'ExecStart');
  expect(command).toContain('"/opt/of $HOME %%h/node" "/opt/\\"a\\" \\\\ ;/tockd.js"');
  expect(command).toContain('--allow-host "$$HOME"');
});

test.each([
  [['--data-dir', '/srv/a\nExecStart=/bin/evil'], installed],
  [['--store', 'sqlite:/srv/a\rb'], installed],
  [['--data-dir', '/srv/"a"'], installed],
  [[], { ...installed, node: '/opt/"a"/node' }],
  [[], { ...installed, node: '/opt/a\\b/node' }],
])('%j cannot be said, and is refused', (argv, programs) => {
  expect(() => unit(argv, {}, programs)).toThrow(ConfigInvalid);
});

test('the folders in which it writes, and no others', () => {
  const lines = unit([
    '--data-dir',
    '/srv/tock data',
    '--store',
    'sqlite:/mnt/big/tock.db',
    '--runtime-file',
    '/run/tock/s.json',
  ]);
  expect(setting(lines, 'ReadWritePaths')).toEqual(['"/srv/tock data"', '/mnt/big']);
  expect(setting(lines, 'RuntimeDirectory')).toEqual(['tock']);
  expect(setting(lines, 'StateDirectory')).toEqual([]);
  expect(setting(unit(['--data-dir', '/var/lib/tock/ours']), 'StateDirectory')).toEqual(['tock/ours']);
  expect(setting(unit(['--data-dir', '/home/tock']), 'ProtectHome')).toEqual(['read-only']);
});

test('a stop is waited for as long as it may take', () => {
  expect(setting(unit([]), 'TimeoutStopSec')).toEqual(['20']);
  expect(setting(unit(['--drain-delay', '15']), 'TimeoutStopSec')).toEqual(['35']);
});

test('a port below 1024 gives one capability, and no other port any', () => {
  const lines = unit(['--port', '443']);
  expect(setting(lines, 'AmbientCapabilities')).toEqual(['CAP_NET_BIND_SERVICE']);
  expect(setting(lines, 'PrivateUsers')).toEqual(['no']);
  expect(setting(unit(['--port', '1024']), 'PrivateUsers')).toEqual(['yes']);
});

test('a store whose URL may hold a password is named in a file, never in the unit', () => {
  const lines = unit([], { TOCKD_STORE: 'postgres://tock:secret@host/tock' });
  expect(lines.join('\n')).not.toContain('secret');
  expect(setting(lines, 'EnvironmentFile')).toEqual(['/etc/tock/tockd.env']);
  expect(setting(unit(['--store', 'memory:']), 'EnvironmentFile')).toEqual([]);
  const told = service(['--store', 'redis://:secret@host']);
  expect(() => launchdPlist(told, '/Users/ana')).toThrow(ConfigInvalid);
});

test('launchd gets the same words, as XML', () => {
  const plist = launchdPlist(
    service(['--allow-host', 'a<b&c'], {}, { ...installed, tockd: '/opt/a & b/tockd.js' }),
    '/Users/ana',
  );
  expect(plist).toContain('<string>/opt/a &amp; b/tockd.js</string>');
  expect(plist).toContain('<string>a&lt;b&amp;c</string>');
});
