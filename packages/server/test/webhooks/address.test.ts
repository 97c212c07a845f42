/** What may be a target of a webhook, in every spelling of an address. */
import { expect, test } from 'vitest';
import { judgeAddress } from '../../src/webhooks/address.ts';
import { targetProblem } from '../../src/webhooks/target.ts';

test.each([
  // Public.
  ['8.8.8.8', 'public'],
  ['172.15.255.255', 'public'],
  ['172.32.0.1', 'public'],
  ['100.63.255.255', 'public'],
  ['2606:4700:4700::1111', 'public'],
  ['2a00:1450:4001:82a::200e', 'public'],
  ['::ffff:8.8.8.8', 'public'],
  ['64:ff9b::808:808', 'public'],
  // This machine, and networks of one's own.
  ['127.0.0.1', 'private'],
  ['127.255.255.254', 'private'],
  ['10.0.0.1', 'private'],
  ['172.16.0.1', 'private'],
  ['172.31.255.255', 'private'],
  ['192.168.1.1', 'private'],
  ['100.64.0.1', 'private'],
  ['100.127.255.255', 'private'],
  ['::1', 'private'],
  ['fc00::1', 'private'],
  ['fd12:3456:789a::1', 'private'],
  ['::ffff:127.0.0.1', 'private'],
  ['::ffff:7f00:1', 'private'],
  ['0:0:0:0:0:ffff:a00:1', 'private'],
  ['64:ff9b::7f00:1', 'private'],
  ['64:ff9b::10.0.0.1', 'private'],
  // Nothing that anybody should be sent to.
  ['0.0.0.0', 'never'],
  ['0.1.2.3', 'never'],
  ['169.254.169.254', 'never'],
  ['169.254.0.1', 'never'],
  ['::ffff:169.254.169.254', 'never'],
  ['64:ff9b::a9fe:a9fe', 'never'],
  ['100.100.100.200', 'never'],
  ['168.63.129.16', 'never'],
  ['192.0.0.192', 'never'],
  ['fd00:ec2::254', 'never'],
  ['fd00:0ec2:0:0:0:0:0:254', 'never'],
  ['224.0.0.1', 'never'],
  ['239.255.255.255', 'never'],
  ['240.0.0.1', 'never'],
  ['255.255.255.255', 'never'],
  ['192.0.2.1', 'never'],
  ['198.18.0.1', 'never'],
  ['::', 'never'],
  ['::127.0.0.1', 'never'],
  ['::8.8.8.8', 'never'],
  ['fe80::1', 'never'],
  ['fe80::1%eth0', 'never'],
  ['fec0::1', 'never'],
  ['ff02::1', 'never'],
  ['64:ff9b:1::7f00:1', 'never'],
  ['2002:7f00:1::', 'never'],
  ['2001:0:7f00:1::', 'never'],
  ['2001:db8::1', 'never'],
  ['100::1', 'never'],
  ['4000::1', 'never'],
  ['not an address', 'never'],
  ['', 'never'],
])('%s is %s', (address, reach) => {
  expect(judgeAddress(address).reach).toBe(reach);
});

const strict = { privateTargets: false };
const loose = { privateTargets: true };

test.each([
  'https://127.0.0.1/',
  'https://2130706433/',
  'https://0x7f000001/',
  'https://0x7f.0.0.1/',
  'https://0177.0.0.1/',
  'https://017700000001/',
  'https://127.1/',
  'https://127.0.1/',
  'https://127.0.0.1./',
  'https://１２７.0.0.1/',
  'https://[::1]/',
  'https://[0:0:0:0:0:0:0:1]/',
  'https://[::ffff:127.0.0.1]/',
  'https://[::ffff:7f00:1]/',
  'https://[64:ff9b::127.0.0.1]/',
  'https://10.1.2.3/',
  'https://0xa010203/',
  'https://192.168.0.1:8443/',
  'https://localhost/',
  'https://LOCALHOST./',
  'https://tock.localhost/',
  'http://example.com/',
])('%s is refused, and allowed where private targets are', (url) => {
  expect(targetProblem(url, strict)).not.toBeNull();
  expect(targetProblem(url, loose)).toBeNull();
});

test.each([
  'https://169.254.169.254/latest/meta-data/',
  'https://2852039166/',
  'https://0xa9fea9fe/',
  'https://0251.0376.0251.0376/',
  'https://[::ffff:a9fe:a9fe]/',
  'https://[fd00:ec2::254]/',
  'https://[fe80::1]/',
  'https://0.0.0.0/',
  'https://0/',
  'https://[::]/',
  'https://255.255.255.255/',
])('%s is never allowed', (url) => {
  expect(targetProblem(url, strict)).not.toBeNull();
  expect(targetProblem(url, loose)).not.toBeNull();
});

test.each(['https://example.com/', 'https://8.8.8.8/', 'https://[2606:4700:4700::1111]:8443/x?y=z'])(
  '%s may be a target',
  (url) => {
    expect(targetProblem(url, strict)).toBeNull();
  },
);
