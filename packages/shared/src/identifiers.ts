/** Identifiers: short enough to type, derived or random, and the chain that ties a list's history together. */
import { hash, randomBytes } from 'node:crypto';

/** Lower case, no vowels (no words by accident), no digit that looks like a letter. */
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';
const LETTERS = 20;
const LENGTH = 12;
/** Hexadecimal digits of 64 bits. */
const DIGITS = 16;

/** A full identifier: 12 characters, the first a letter (so that it is never taken for a number). */
export const IDENTIFIER = /^[bcdfghjklmnpqrstvwxz][bcdfghjklmnpqrstvwxz2456789]{11}$/;
/** The first characters of an identifier, at least four. */
export const IDENTIFIER_PREFIX = /^[bcdfghjklmnpqrstvwxz][bcdfghjklmnpqrstvwxz2456789]{3,11}$/;
/** What a client may choose as the op of a request. */
export const OPERATION = /^[A-Za-z0-9._:-]{1,128}$/;

/** Spells a number of 64 bits, given as hexadecimal digits: its digits to several bases, the least one first. */
function spell(digits: string): string {
  // In halves, as BigInt costs more than the hash before it; what is divided never has more than 37 bits.
  let high = Number.parseInt(digits.slice(0, 8), 16);
  let low = Number.parseInt(digits.slice(8, 16), 16);
  let identifier = '';
  for (let base = LETTERS; identifier.length < LENGTH; base = ALPHABET.length) {
    low += (high % base) * 2 ** 32;
    high = Math.floor(high / base);
    identifier += ALPHABET.charAt(low % base);
    low = Math.floor(low / base);
  }
  return identifier;
}

/** Random digits that nobody has used. Asking the system for them costs more than all else about an identifier. */
let random = '';

/** A new random identifier, for lists, commits, epochs, devices and ops. */
export function randomIdentifier(): string {
  if (random === '') random = randomBytes((64 * DIGITS) / 2).toString('hex');
  const digits = random.slice(0, DIGITS);
  random = random.slice(DIGITS);
  return spell(digits);
}

/**
 * The identifier of the `index`-th thing that a request adds. Derived, so that a repeat of the request, however
 * late, names the same todo and never a second one (R7). The list is part of it: ids are global.
 */
export function derivedIdentifier(list: string, person: string, op: string, index: number): string {
  return spell(hash('sha256', JSON.stringify([list, person, op, index]), 'hex'));
}

/** The chain value before the first commit of a list. */
export const CHAIN_START = '';

/**
 * The chain value after a commit: a hash of the value before it and of the commit's stored body, to the byte.
 * Two histories with the same revision and chain value are the same history.
 */
export function chain(previous: string, body: string): string {
  return hash('sha256', `${previous}\n${body}`, 'base64url').slice(0, 22);
}

/** The fingerprint by which a repeated op is compared with its first use. */
export function fingerprint(...parts: string[]): string {
  return hash('sha256', JSON.stringify(parts), 'base64url').slice(0, 22);
}
