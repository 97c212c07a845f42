/** URLs of stores. */
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../src/journal/store.ts';
import { temporaryFolder } from './fixtures.ts';

test('sqlite: names a file and is worth an fsync, memory: is worth nothing beyond the process', async () => {
  const file = await openStore(`sqlite:${join(temporaryFolder(), 'a b%20#?.db')}`);
  onTestFinished(() => file.close());
  expect(file.durability).toBe('fsync');
  const memory = await openStore('memory:');
  onTestFinished(() => memory.close());
  expect(memory.durability).toBe('memory');
});

test.each([
  '',
  'tock.db',
  'sqlite:',
  'sqlite:a\0b',
  'memory:x',
  'Memory:',
  'mysql://host',
  '/var/lib/tock.db',
  'sqlite',
])('what no store is called is refused, and the answer says what there is: %j', async (url) => {
  await expect(openStore(url)).rejects.toMatchObject({
    name: 'StoreUnusable',
    hint: expect.stringContaining('sqlite:PATH'),
  });
});

test('a password in a URL is not repeated', async () => {
  await expect(openStore('mysql://ana:secret@host/tock')).rejects.toMatchObject({
    message: 'mysql: is no store that tockd knows',
    hint: expect.not.stringContaining('secret'),
  });
});
