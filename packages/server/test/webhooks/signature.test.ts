/** Secrets and signatures, as the Standard Webhooks specification has them. */
import { createHmac } from 'node:crypto';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { KeyFile } from '../../src/webhooks/keyFile.ts';
import { secretOf, signedHeaders, signingKey } from '../../src/webhooks/signature.ts';
import { temporaryFolder } from '../journal/fixtures.ts';

const key = signingKey(Buffer.alloc(32, 1));

test('a receiver that knows the secret finds the signature over id, time and body', () => {
  const secret = secretOf(key, 'kxmwdfhsbcdf');
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  const body = '{"title":"Käse"}';
  const headers = signedHeaders(key, 'kxmwdfhsbcdf', { id: 'e:1:h', at: 1_700_000_000, body });
  const signature = createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64'))
    .update(`e:1:h.1700000000.${body}`)
    .digest('base64');
  expect(headers).toEqual({
    'webhook-id': 'e:1:h',
    'webhook-timestamp': '1700000000',
    'webhook-signature': `v1,${signature}`,
  });
});

test('each webhook has a secret of its own, and so has each key', () => {
  const other = signingKey(Buffer.alloc(32, 2));
  const secrets = [secretOf(key, 'a'), secretOf(key, 'b'), secretOf(other, 'a')];
  expect(new Set(secrets).size).toBe(3);
  expect(other.hash).not.toBe(key.hash);
});

test('the key is made when it is needed first, for its owner alone, and is the same from then on', async () => {
  const path = join(temporaryFolder(), 'new', 'webhooks.key');
  const keys = new KeyFile(path);
  expect(await keys.find()).toBeNull();
  const [one, two] = await Promise.all([keys.need(), keys.need()]);
  if (!one.ok || !two.ok) throw new Error('there is room for a key');
  expect(two.value.hash).toBe(one.value.hash);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700);
  expect(await new KeyFile(path).need()).toEqual(one);
  expect(await keys.find()).toEqual(one.value);
});

test('what is no key is not taken for one, nor replaced', async () => {
  const path = join(temporaryFolder(), 'webhooks.key');
  writeFileSync(path, 'short\n');
  await expect(new KeyFile(path).need()).rejects.toThrow('is not the key of webhooks');
  await expect(new KeyFile(path).find()).rejects.toThrow('is not the key of webhooks');
});
