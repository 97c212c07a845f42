/** Handshakes, hostile until parsed. */
import { DirectoryState, hashToken, PROTOCOL } from '@tock/shared';
import { expect, test } from 'vitest';
import { signIn } from '../../src/doors/signIn.ts';
import { newToken } from '../../src/identity/tokens.ts';

const token = newToken();
const directory = new DirectoryState();
directory.putDevice({ id: 'bcdfghjklmnp', person: 'ana', name: 'laptop', tokenHash: hashToken(token) });

test('a token that the directory knows is somebody', () => {
  const caller = { ok: true, value: { person: 'ana', device: 'bcdfghjklmnp' } };
  expect(signIn({ token, protocol: PROTOCOL, client: 'tock' }, directory)).toEqual(caller);
  expect(signIn({ token, unknown: [[[]]] }, directory)).toEqual(caller);
});

test.each([
  [undefined],
  [null],
  [[]],
  ['tock_'],
  [{}],
  [{ token: null }],
  [{ token: hashToken(token) }],
  [{ token: `${token} ` }],
  [{ token: token.toUpperCase() }],
  [{ token: token.slice(0, -1) }],
  [{ token: '__proto__' }],
  [{ token, protocol: 1.5 }],
  [{ token, client: 'x'.repeat(101) }],
])('%o is nobody', (auth) => {
  const outcome = signIn(auth, directory);
  expect(outcome).toMatchObject({ ok: false, problem: { code: 'unauthenticated' } });
  expect(JSON.stringify(outcome)).not.toContain(token.slice(5));
});

test('of two versions that do not fit, the older one is told to upgrade', () => {
  expect(signIn({ token, protocol: PROTOCOL - 1 }, directory)).toMatchObject({
    problem: { code: 'incompatible', hint: 'upgrade tock on this machine' },
  });
  expect(signIn({ token, protocol: PROTOCOL + 1 }, directory)).toMatchObject({
    problem: { code: 'incompatible', hint: 'upgrade tockd, the server' },
  });
  // Versions first: who cannot be understood is not told whether the token is right.
  expect(signIn({ token: newToken(), protocol: PROTOCOL + 1 }, directory)).toMatchObject({
    problem: { code: 'incompatible' },
  });
});
