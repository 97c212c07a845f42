/** Bytes for an HTTP server: requests that are broken, too large, for somebody else, or never finished. */
import type { Chance } from '../chance.ts';
import { noise } from './packets.ts';
import { INHERITED } from './values.ts';
import { requestHead, SOCKET_PATH, upgradeHead } from './wire.ts';

/** What is sent on a connection, and whether it is a whole request, which has to be answered. */
interface HostileHttp {
  bytes: Buffer | string;
  whole: boolean;
}

const HOST = 'Host: 127.0.0.1';
const SOCKETS = '/socket.io/';
const METHODS = ['POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD', 'TRACE', 'PATCH', 'PROPFIND', 'QUERY'];
const PATHS = [
  '/',
  '//',
  '/hello?device=__proto__&nonce=0000000000000000',
  '/hello?device=bcdfghjklmnp&nonce=zz',
  '/hello/../hello',
  '/hello/../v1/lists',
  '/v1/lists',
  '/v1/lists/inbox/events',
  '/%00',
  '/%ff%fe',
  '/socket.io',
  '/socket.io/socket.io.js',
  'http://evil.example/hello',
  '//evil.example/hello',
  '*',
  `/${'a'.repeat(12_000)}`,
  `/hello?${'a=1&'.repeat(2_000)}`,
];
const QUERIES = [
  '',
  '?',
  '?EIO=4',
  '?EIO=3&transport=websocket',
  '?EIO=4&transport=polling',
  '?EIO=4&transport=polling&j=0',
  '?EIO=4&transport=polling&b64=1&sid=x',
  '?EIO=4&transport=websocket',
  '?EIO=4&transport=webtransport',
  '?EIO=4&transport=websocket&sid=',
  '?EIO=4&transport=websocket&sid=__proto__',
  '?EIO=4&transport=websocket&sid=AAAAAAAAAAAAAAAAAAAA',
  '?EIO=4&transport=websocket&transport=polling',
  '?EIO[]=4&transport[]=websocket',
  '?EIO=1e400&transport=websocket&t=%ff',
  ...INHERITED.map((name) => `?EIO=4&transport=${name}`),
];

/** A number of headers that mean nothing. */
export function headers(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `X-${index}: ${index}`);
}

const BROKEN_HEADS = [
  'GET\r\n\r\n',
  'GET / HTTP/9.9\r\n\r\n',
  'GET /hello\r\n\r\n',
  '\r\n\r\n\r\n\u0000\r\n\r\n',
  'GET / HTTP/1.1\nHost: 127.0.0.1\n\n',
  'GET / HTTP/1.1\r\nHost : 127.0.0.1\r\n\r\n',
  'GET / HTTP/1.1\r\n Host: 127.0.0.1\r\n\r\n',
  'GET / HTTP/1.1\r\nHost: a\u0000b\r\n\r\n',
  'G\u0000T / HTTP/1.1\r\nHost: x\r\n\r\n',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n',
  'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx',
  'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
  'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nx',
];

const WHOLE: readonly ((chance: Chance) => string)[] = [
  (chance) => requestHead('GET', chance.one(PATHS), [HOST]),
  (chance) => requestHead(chance.one(METHODS), `${SOCKETS}${chance.one(QUERIES)}`, [HOST, 'Content-Length: 0']),
  (chance) => requestHead('GET', `${SOCKETS}${chance.one(QUERIES)}`, [HOST]),
  (chance) => upgradeHead(`${SOCKETS}${chance.one(QUERIES.filter((query) => query !== '?EIO=4&transport=websocket'))}`),
  (chance) =>
    requestHead('GET', '/hello', [HOST, `Origin: ${chance.one(['null', 'https://evil.example', '', '\u00ff'])}`]),
  (chance) =>
    requestHead('GET', '/hello', [`Host: ${chance.one(['evil.example', '', ':', '[', 'localhost.evil.example'])}`]),
  (chance) => requestHead('GET', '/hello', [HOST, ...headers(chance.whole(60, 1_500))]),
  () => requestHead('GET', '/hello', [HOST, 'Expect: a miracle']),
  (chance) =>
    upgradeHead(SOCKET_PATH, [], /Version/).replace(
      '\r\n\r\n',
      `\r\nSec-WebSocket-Version: ${chance.one(['7', '0', 'x', '13, 8'])}\r\n\r\n`,
    ),
  (chance) => upgradeHead(SOCKET_PATH, [`Sec-WebSocket-Key: ${chance.one(['', 'AAAA', 'x'.repeat(4_000)])}`], /Key/),
  (chance) => upgradeHead(SOCKET_PATH, [`Upgrade: ${chance.one(['h2c', '', 'websocket, h2c'])}`], /^Upgrade/),
  (chance) =>
    upgradeHead(SOCKET_PATH, [
      `Sec-WebSocket-Extensions: ${chance.one([';', 'permessage-deflate; x=', '"', 'a;b=";'])}`,
    ]),
  (chance) => upgradeHead(SOCKET_PATH, [`Sec-WebSocket-Protocol: ${chance.one([',', 'a,a', '"', ' '])}`]),
  (chance) => chance.one(BROKEN_HEADS.slice(0, 12)),
  (chance) => requestHead('GET', '/hello', [HOST]).repeat(chance.whole(2, 30)),
  (chance) =>
    `POST ${SOCKETS}?EIO=4&transport=polling HTTP/1.1\r\n${HOST}\r\nContent-Length: 5000\r\n\r\n${'x'.repeat(chance.one([5_000, 9_000]))}`,
];

const UNFINISHED: readonly ((chance: Chance) => Buffer | string)[] = [
  () => '',
  (chance) => noise(chance, chance.whole(1, 300)),
  () => Buffer.from('160301020001000001fc0303', 'hex'),
  (chance) => upgradeHead().slice(0, chance.whole(1, 120)),
  (chance) => `GET / HTTP/1.1\r\n${'x'.repeat(chance.whole(1, 40_000))}`,
  (chance) => `GET / HTTP/1.1\r\n${HOST}\r\nX: ${'y'.repeat(chance.whole(1, 40_000))}`,
  (chance) => chance.one(BROKEN_HEADS),
  () => `POST /hello HTTP/1.1\r\n${HOST}\r\nContent-Length: 1000000000\r\n\r\nx`,
  () => requestHead('GET', '/hello', [HOST, 'Expect: 100-continue', 'Content-Length: 10']),
  () => requestHead('CONNECT', '127.0.0.1:80', [HOST]),
  () => upgradeHead('/elsewhere'),
  () => upgradeHead('*'),
];

export function hostileHttp(chance: Chance): HostileHttp {
  return chance.happens(0.6)
    ? { bytes: chance.one(WHOLE)(chance), whole: true }
    : { bytes: chance.one(UNFINISHED)(chance), whole: false };
}
