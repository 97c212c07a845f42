/** Signatures by the Standard Webhooks specification, so that receivers can use its libraries. Pure. */
import { createHash, createHmac } from 'node:crypto';

/** The key of a server, from which the secret of each of its webhooks is made: none of them is stored. */
export interface SigningKey {
  bytes: Buffer;
  /** By which a webhook tells whether its secret is made from this key. The key is random: its hash tells nothing. */
  hash: string;
}

export function signingKey(bytes: Buffer): SigningKey {
  return { bytes, hash: createHash('sha256').update('tock webhooks\n').update(bytes).digest('base64url').slice(0, 22) };
}

function secretBytes({ bytes }: SigningKey, webhook: string): Buffer {
  return createHmac('sha256', bytes).update(webhook).digest();
}

/** The secret of a webhook, as its receiver is given it. */
export function secretOf(key: SigningKey, webhook: string): string {
  return `whsec_${secretBytes(key, webhook).toString('base64')}`;
}

/** The headers that make a receiver believe a delivery. `id` is the same for each try of it; `at` is now, in seconds. */
export function signedHeaders(
  key: SigningKey,
  webhook: string,
  { id, at, body }: { id: string; at: number; body: string },
): Record<string, string> {
  const signature = createHmac('sha256', secretBytes(key, webhook)).update(`${id}.${at}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': String(at), 'webhook-signature': `v1,${signature}` };
}
