/** Tokens of devices: random, shown once, stored as hashes; and the proof that a server knows one. */
import { createHash, createHmac, randomBytes } from 'node:crypto';

/** What a token looks like: recognisable in a leak, 256 random bits. */
export const TOKEN = /^tock_[A-Za-z0-9_-]{43}$/;

export function newToken(): string {
  return `tock_${randomBytes(32).toString('base64url')}`;
}

/** What the server stores of a token. The token has 256 random bits: a fast hash is enough, and a lookup by it leaks nothing. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

/** Proof that whoever made it knows the token (or its hash), for the nonce that the other side chose. */
export function proveToken(tokenHash: string, nonce: string): string {
  return createHmac('sha256', tokenHash).update(nonce).digest('base64url');
}
