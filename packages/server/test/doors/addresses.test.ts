/** Whom a request comes from, when proxies and strangers both write headers. */
import { expect, test } from 'vitest';
import { Addresses, parseRange } from '../../src/doors/addresses.ts';

const PROXIES = ['10.0.0.0/8', '2001:db8:1::/48', '192.0.2.7'];

/** The key of a request from `remote`, with this `X-Forwarded-For`. */
function keyOf(remote: string, forwarded?: string, proxies: readonly string[] = PROXIES): string {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  // Of a socket only its address is read.
  return new Addresses(proxies).of({ headers, socket: { remoteAddress: remote } } as Parameters<Addresses['of']>[0])
    .key;
}

test('X-Forwarded-For of a stranger is not believed', () => {
  expect(keyOf('203.0.113.9', '198.51.100.1')).toBe('203.0.113.9');
  expect(keyOf('10.0.0.1', '198.51.100.1', [])).toBe('10.0.0.1');
});

test('behind proxies it is the nearest address that is none of them, whatever stands before it', () => {
  expect(keyOf('10.0.0.1', '198.51.100.1')).toBe('198.51.100.1');
  expect(keyOf('10.0.0.1', '8.8.8.8, 198.51.100.1, 10.9.9.9')).toBe('198.51.100.1');
  expect(keyOf('::ffff:10.0.0.1', '127.0.0.1,203.0.113.9 , 192.0.2.7')).toBe('203.0.113.9');
  expect(keyOf('2001:db8:1::5', '198.51.100.1:4711')).toBe('198.51.100.1');
  expect(keyOf('10.0.0.1', '[2001:db8:2:3:4::5]:4711')).toBe('2001:db8:2:3::/64');
});

test.each(['', ' ', 'unknown', '198.51.100.1, _hidden', '198.51.100.1,', 'x'.repeat(10_000), '1.2.3', '0x7f.1'])(
  'a proxy that says %j is itself who asks, or somebody else, and never a fault',
  (forwarded) => {
    expect(keyOf('10.0.0.1', forwarded)).toMatch(/^[\d.]+$/);
    expect(keyOf('10.0.0.1', forwarded)).not.toBe('198.51.100.1');
  },
);

test('more proxies than anybody has are not gone through', () => {
  expect(keyOf('10.0.0.1', `198.51.100.1, ${'10.0.0.2, '.repeat(100)}10.0.0.3`)).toBe('10.0.0.2');
});

test('IPv6 is limited by its /64, IPv4 by itself, and this machine is told apart', () => {
  expect(keyOf('2001:db8:a:b:1:2:3:4')).toBe(keyOf('2001:db8:a:b:ffff::1'));
  expect(keyOf('2001:db8:a:b::1')).not.toBe(keyOf('2001:db8:a:c::1'));
  expect(keyOf('::ffff:203.0.113.9')).toBe('203.0.113.9');
  expect(keyOf('fe80::1%eth0')).toBe('fe80::/64');
  const addresses = new Addresses([]);
  for (const local of ['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1'])
    expect(addresses.ofConnection(local).isLocal, local).toBe(true);
  expect(addresses.ofConnection('203.0.113.9').isLocal).toBe(false);
  expect(addresses.ofConnection(undefined)).toEqual({ key: 'unknown', isLocal: false });
});

test('what is no address and no range is refused', () => {
  for (const wrong of ['proxy.example', '10.0.0.0/33', '10.0.0.0/', '', '1.2.3.4.5', '::/129'])
    expect(parseRange(wrong), wrong).toBeNull();
  expect(parseRange('10.0.0.0/8')?.[1]).toBe(8);
  expect(parseRange('2001:db8::1')?.[1]).toBe(128);
});
