/** Which headers a local server answers to. */
import { expect, test } from 'vitest';
import { createGuard } from '../../src/doors/guard.ts';

const allowed = createGuard(['Tock.Example.org']);

test.each(['localhost', 'LOCALHOST:7000', '127.0.0.1:80', '192.168.1.7', '[::1]:80', '[::1]', 'tock.example.org:443'])(
  'the Host %s is ours',
  (host) => expect(allowed({ headers: { host } })).toBe(true),
);

test.each([
  undefined,
  '',
  ':80',
  'evil.example',
  'localhost.evil.example',
  'evil.localhost',
  'xtock.example.org',
  '127.0.0.1.evil.example:80',
  '127.0.0.1:80@evil.example',
  '127.1',
  '0x7f000001',
  '[evil.example]',
  '__proto__',
])('the Host %s is not', (host) => expect(allowed({ headers: host === undefined ? {} : { host } })).toBe(false));

test.each(['https://evil.example', 'null', '', 'http://localhost', 'https://tock.example.org'])(
  'a request with the Origin "%s" comes from a browser, wherever it points',
  (origin) => expect(allowed({ headers: { host: 'localhost', origin } })).toBe(false),
);
