/** How the connection is told. */
import type { Welcome } from '@tock/shared';
import { expect, test } from 'vitest';
import type { ConnectionState } from '../../src/client/client.ts';
import { linkOf } from '../../src/ui/model/link.ts';

const welcome: Welcome = { version: '1', protocol: 1, epoch: 'e', durability: 'fsync', person: 'ana', device: 'd' };
const lost: ConnectionState = { phase: 'reconnecting', attempt: 3, retryAt: 14_000, since: 10_000, reason: 'gone' };
const stale = { phase: 'stale', asOf: 10_000 } as const;

test('a blip is not told; a drop is, with attempt and seconds; after a while without counting', () => {
  expect(linkOf(lost, stale, 10_300)).toMatchObject({ words: 'live', fresh: true, changesAt: 10_500 });
  expect(linkOf(lost, stale, 10_600)).toMatchObject({
    words: 'reconnecting 3 (next 4s)',
    fresh: false,
    changesAt: 11_000,
  });
  expect(linkOf(lost, stale, 11_000)).toMatchObject({ words: 'reconnecting 3 (next 3s)', changesAt: 12_000 });
  const offline = linkOf(lost, stale, 60_000);
  expect(offline.words).toMatch(/^offline, read-only, as of \d\d:\d\d$/);
  expect(offline.changesAt).toBeNull();
});

test('every state has glyph and words', () => {
  expect(linkOf({ phase: 'live', welcome }, { phase: 'current' }, 0)).toMatchObject({ glyph: 'live', words: 'live' });
  expect(linkOf({ phase: 'connecting' }, { phase: 'opening' }, 0)).toMatchObject({ glyph: 'connecting' });
  const refused = (code: 'unauthenticated' | 'incompatible') =>
    linkOf({ phase: 'refused', problem: { code, message: '' } }, { phase: 'opening' }, 0).words;
  expect(refused('unauthenticated')).toBe('signed out');
  expect(refused('incompatible')).toBe('version');
  const behind = { phase: 'failed', problem: { code: 'server_behind', message: '' } } as const;
  expect(linkOf({ phase: 'live', welcome }, behind, 0)).toMatchObject({ words: 'server behind', role: 'bad' });
});
