/** New tokens for devices: shown once, stored as hashes. */
import { randomBytes } from 'node:crypto';

export function newToken(): string {
  return `tock_${randomBytes(32).toString('base64url')}`;
}
