/** How a server and the clients of its machine find each other, and how it proves that it knows a token before one is sent. */
import { createHash, createHmac } from 'node:crypto';
import * as z from 'zod/mini';
import { IDENTIFIER } from './identifiers.ts';

/** What a token looks like: recognisable in a leak, 256 random bits. */
export const TOKEN = /^tock_[A-Za-z0-9_-]{43}$/;

/** The token file of a machine, 0600. */
export const credentialsSchema = z.object({
  device: z.string().check(z.regex(IDENTIFIER)),
  token: z.string().check(z.regex(TOKEN)),
});
export type Credentials = z.infer<typeof credentialsSchema>;

/** What a running server writes of itself, 0600. Nothing of it is believed before the server proved itself. */
export const runtimeFileSchema = z.object({
  pid: z.number().check(z.int(), z.gte(2)),
  url: z.string(),
  version: z.string(),
  store: z.string(),
  /** The device whose token is in `tokenFile`: what a client signs in with. */
  device: z.string(),
  tokenFile: z.string(),
});
export type RuntimeFile = z.infer<typeof runtimeFileSchema>;

/** The answer of `GET /hello`: who listens here, and the proof that it knows the token (asked with `device` and `nonce`). */
export const helloSchema = z.object({
  name: z.literal('tockd'),
  version: z.string(),
  protocol: z.number().check(z.int(), z.gte(0)),
  pid: z.number().check(z.int(), z.gte(2)),
  /** Connections at this moment, so that an idle server of another version may be replaced. */
  connections: z.number().check(z.int(), z.gte(0)),
  store: z.string(),
  /** `proveToken` of the device's token and the nonce; null when the device is not known. */
  proof: z.nullable(z.string()),
});
export type Hello = z.infer<typeof helloSchema>;

/** What a server stores of a token. The token has 256 random bits: a fast hash is enough, and a lookup by it leaks nothing. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

/** Proof that whoever made it knows the token (or its hash), for the nonce that the other side chose: HMAC-SHA-256, base64url. */
export function proveToken(tokenHash: string, nonce: string): string {
  return createHmac('sha256', tokenHash).update(nonce).digest('base64url');
}
