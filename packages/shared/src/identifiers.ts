/** Identifiers: short enough to type, derived or random, and the chain that ties a list's history together. */
import { createHash, randomBytes } from 'node:crypto';

/** Lower case, no vowels (no words by accident), no digit that looks like a letter. */
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';
const LETTERS = 20;
const LENGTH = 12;

/** A full identifier: 12 characters, the first a letter (so that it is never taken for a number). */
export const IDENTIFIER = /^[bcdfghjklmnpqrstvwxz][bcdfghjklmnpqrstvwxz2456789]{11}$/;
/** The first characters of an identifier, at least four. */
export const IDENTIFIER_PREFIX = /^[bcdfghjklmnpqrstvwxz][bcdfghjklmnpqrstvwxz2456789]{3,11}$/;
/** What a client may choose as the op of a request. */
export const OPERATION = /^[A-Za-z0-9._:-]{1,128}$/;

function spell(bytes: Buffer): string {
  let rest = bytes.readBigUInt64BE(0);
  let identifier = ALPHABET.charAt(Number(rest % BigInt(LETTERS)));
  rest /= BigInt(LETTERS);
  for (let index = 1; index < LENGTH; index += 1) {
    identifier += ALPHABET.charAt(Number(rest % BigInt(ALPHABET.length)));
    rest /= BigInt(ALPHABET.length);
  }
  return identifier;
}

/** A new random identifier, for lists, commits, epochs, devices and ops. */
export function randomIdentifier(): string {
  return spell(randomBytes(8));
}

/**
 * The identifier of the `index`-th thing that a request adds. Derived, so that a repeat of the request, however
 * late, names the same todo and never a second one (R7). The list is part of it: ids are global.
 */
export function derivedIdentifier(list: string, person: string, op: string, index: number): string {
  return spell(
    createHash('sha256')
      .update(JSON.stringify([list, person, op, index]))
      .digest(),
  );
}

/** The chain value before the first commit of a list. */
export const CHAIN_START = '';

/**
 * The chain value after a commit: a hash of the value before it and of the commit's stored body, to the byte.
 * Two histories with the same revision and chain value are the same history.
 */
export function chain(previous: string, body: string): string {
  return createHash('sha256').update(previous).update('\n').update(body).digest('base64url').slice(0, 22);
}

/** The fingerprint by which a repeated op is compared with its first use. */
export function fingerprint(...parts: string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22);
}
