/** Identifiers are spelled as people can type them; the chain tells any two histories apart. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  CHAIN_START,
  chain,
  derivedIdentifier,
  fingerprint,
  IDENTIFIER,
  IDENTIFIER_PREFIX,
  OPERATION,
  randomIdentifier,
} from '../src/index.ts';

test('every identifier fits its pattern, and is also an op', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), fc.nat(), (list, person, op, index) => {
      expect(derivedIdentifier(list, person, op, index)).toMatch(IDENTIFIER);
    }),
  );
  for (let round = 0; round < 1_000; round += 1) {
    expect(randomIdentifier()).toMatch(IDENTIFIER);
    expect(randomIdentifier()).toMatch(OPERATION);
  }
});

test('every letter of the alphabet comes up in every place', () => {
  const seen = Array.from({ length: 12 }, () => new Set<string>());
  for (let round = 0; round < 5_000; round += 1) {
    for (const [place, letter] of Array.from(randomIdentifier()).entries()) seen[place]?.add(letter);
  }
  expect(seen.map(({ size }) => size)).toStrictEqual([20, ...Array.from({ length: 11 }, () => 27)]);
});

test('random identifiers differ', () => {
  expect(new Set(Array.from({ length: 20_000 }, randomIdentifier)).size).toBe(20_000);
});

test('R7: a derived identifier is the same for the same request, and another for any other', () => {
  const part = fc.constantFrom('', 'a', 'b', 'a"', '","', 'a,b', '\u0000');
  const request = fc.tuple(part, part, part, fc.nat(3));
  fc.assert(
    fc.property(request, request, (a, b) => {
      const same = JSON.stringify(a) === JSON.stringify(b);
      expect(derivedIdentifier(...a) === derivedIdentifier(...b)).toBe(same);
    }),
  );
});

test('R7: ids are what they have always been: stored lists depend on it', () => {
  expect(derivedIdentifier('list', 'ana', 'op-1', 0)).toBe('h7wzs9gqrf9z');
  expect(chain(CHAIN_START, '{}')).toBe('oGLdSVK5NeQw1AnEpeXNdg');
  expect(fingerprint('a', 'b')).toBe('BHPvLcDTJKtlnTWAwRNOnY');
});

test('R7: a derived identifier spells the first 64 bits of its hash, to the bases 20 and then 27', () => {
  const [letters, alphabet] = ['bcdfghjklmnpqrstvwxz', 'bcdfghjklmnpqrstvwxz2456789'];
  fc.assert(
    fc.property(fc.string(), fc.nat(), (op, index) => {
      const text = JSON.stringify(['list', 'ana', op, index]);
      let rest = createHash('sha256').update(text).digest().readBigUInt64BE();
      const spelled = Array.from({ length: 12 }, (_, place) => {
        const digits = place === 0 ? letters : alphabet;
        const digit = digits.charAt(Number(rest % BigInt(digits.length)));
        rest /= BigInt(digits.length);
        return digit;
      });
      expect(derivedIdentifier('list', 'ana', op, index)).toBe(spelled.join(''));
    }),
  );
});

test('a prefix has four characters or more', () => {
  expect('bcd').not.toMatch(IDENTIFIER_PREFIX);
  expect('bcdf').toMatch(IDENTIFIER_PREFIX);
  expect('2bcd').not.toMatch(IDENTIFIER_PREFIX);
  expect('bcdfghjklmnpq').not.toMatch(IDENTIFIER_PREFIX);
  expect('bcdf\n').not.toMatch(IDENTIFIER_PREFIX);
});

test('R4: one other byte in the past is another chain ever after', () => {
  const bodies = fc.array(fc.string(), { minLength: 1, maxLength: 8 });
  const end = (bodies: string[]) => bodies.reduce(chain, CHAIN_START);
  fc.assert(
    fc.property(bodies, bodies, (a, b) => {
      expect(end(a)).toMatch(/^[A-Za-z0-9_-]{22}$/);
      expect(end(a) === end(b)).toBe(JSON.stringify(a) === JSON.stringify(b));
    }),
  );
});

test('R7: fingerprints keep their parts apart', () => {
  expect(fingerprint('ab', 'c')).not.toBe(fingerprint('a', 'bc'));
  expect(fingerprint('a')).not.toBe(fingerprint('a', ''));
});
