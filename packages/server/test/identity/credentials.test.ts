/** The token of this machine: made once, kept to oneself, healed when it and the directory do not know each other. */
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashToken, randomIdentifier, TOKEN } from '@tock/shared';
import { expect, test } from 'vitest';
import { ensureCredentials } from '../../src/identity/credentials.ts';
import { Directory } from '../../src/identity/directory.ts';
import { newToken } from '../../src/identity/tokens.ts';
import type { Journal } from '../../src/journal/journal.ts';
import { openStore } from '../../src/journal/store.ts';
import { temporaryFolder } from '../journal/fixtures.ts';

/** A server's start, as far as credentials go. */
async function start(path: string, journal: Journal) {
  const fault = (error: unknown) => {
    throw error;
  };
  const now = () => new Date().toISOString();
  const directory = await Directory.load({
    journal,
    now,
    identifier: randomIdentifier,
    emit: () => {},
    report: fault,
    fault,
  });
  return { directory, credentials: await ensureCredentials(path, directory) };
}

const modeOf = (path: string) => statSync(path).mode & 0o777;
/** Whether the directory lets the token in. */
const known = ({ directory, credentials }: Awaited<ReturnType<typeof start>>) =>
  directory.state.devicesByToken.get(hashToken(credentials.token))?.id === credentials.device;

test('the first start makes a person, an inbox and a token that only its owner can read', async () => {
  const folder = join(temporaryFolder(), 'a', 'b');
  const path = join(folder, 'credentials.json');
  const started = await start(path, await openStore('memory:'));
  expect(started.credentials.token).toMatch(TOKEN);
  expect([modeOf(path), modeOf(folder)]).toEqual([0o600, 0o700]);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(started.credentials);
  expect(readdirSync(folder)).toEqual(['credentials.json']);
  expect(known(started)).toBe(true);
  const { people, lists } = started.directory.state;
  expect(people.size).toBe(1);
  expect([...lists.values()]).toMatchObject([{ name: 'inbox', owner: [...people][0] }]);
});

test('R12: the store never holds a token, only its hash', async () => {
  const journal = await openStore('memory:');
  const { credentials } = await start(join(temporaryFolder(), 'c'), journal);
  const stored = JSON.stringify(await journal.read('directory', 0, { limit: 100, maximumBytes: 1_000_000 }));
  expect(stored).not.toContain(credentials.token);
  expect(stored).toContain(hashToken(credentials.token));
});

test('the next start uses the same token and changes nothing', async () => {
  const path = join(temporaryFolder(), 'credentials.json');
  const journal = await openStore('memory:');
  const first = await start(path, journal);
  const second = await start(path, journal);
  expect(second.credentials).toEqual(first.credentials);
  expect(second.directory.state.rev).toBe(first.directory.state.rev);
});

test('a file that others could read is repaired', async () => {
  const path = join(temporaryFolder(), 'credentials.json');
  const journal = await openStore('memory:');
  const first = await start(path, journal);
  chmodSync(path, 0o644);
  expect((await start(path, journal)).credentials).toEqual(first.credentials);
  expect(modeOf(path)).toBe(0o600);
});

test.each(['', '{', '[]', '{"token":"tock_","device":"x"}', '\0'])(
  'a damaged file %j is replaced by a new device of the same person',
  async (text) => {
    const path = join(temporaryFolder(), 'credentials.json');
    const journal = await openStore('memory:');
    const first = await start(path, journal);
    writeFileSync(path, text, { mode: 0o644 });
    const second = await start(path, journal);
    expect(second.credentials.token).not.toBe(first.credentials.token);
    expect(known(second)).toBe(true);
    expect(modeOf(path)).toBe(0o600);
    expect(second.directory.state.people.size).toBe(1);
    expect(second.directory.state.lists.size).toBe(1);
  },
);

test('a store that does not know the token, a restored one, learns it', async () => {
  const path = join(temporaryFolder(), 'credentials.json');
  const first = await start(path, await openStore('memory:'));
  const second = await start(path, await openStore('memory:'));
  expect(second.credentials).toEqual(first.credentials);
  expect(known(second)).toBe(true);
});

test('a file whose token is not the one of its device is healed by a new device', async () => {
  const path = join(temporaryFolder(), 'credentials.json');
  const journal = await openStore('memory:');
  const { credentials } = await start(path, journal);
  writeFileSync(path, JSON.stringify({ device: credentials.device, token: newToken() }));
  const healed = await start(path, journal);
  expect(known(healed)).toBe(true);
  expect(healed.credentials.device).not.toBe(credentials.device);
  expect(known(await start(path, journal))).toBe(true);
});

test('a file that cannot be read is said, not replaced', async () => {
  const folder = temporaryFolder();
  await expect(start(folder, await openStore('memory:'))).rejects.toThrow('EISDIR');
});
