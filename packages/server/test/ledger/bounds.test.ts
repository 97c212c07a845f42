/** What waits for a list is in memory: there is an end to it. */
import { limits } from '@tock/shared';
import { expect, test } from 'vitest';
import { HeldJournal } from '../heldJournal.ts';
import { adding, load } from './fixtures.ts';
import { heldServer, sending } from './jointFixtures.ts';

async function storeEverything(journal: HeldJournal): Promise<never> {
  for (;;) await (await journal.next()).store();
}

test('more requests than a list has room for are turned away, certainly unstored; those that wait are served', async () => {
  const journal = await HeldJournal.open();
  const { ledger } = await load(journal);
  const waiting = Array.from({ length: limits.waitingRequests }, (_, index) => ledger.submit(adding(`op${index}`)));
  expect(await ledger.submit(adding('late'))).toMatchObject({ ok: false, problem: { code: 'rate_limited' } });
  void storeEverything(journal);
  expect((await Promise.all(waiting)).every(({ ok }) => ok)).toBe(true);
  expect(await ledger.submit(adding('late'))).toMatchObject({ ok: true });
});

test('the bytes that wait have an end too', async () => {
  const journal = await HeldJournal.open();
  const { ledger } = await load(journal);
  const large = (op: string) => ledger.submit({ ...adding(op), size: limits.waitingBytes / 2 });
  const waiting = [large('a'), large('b')];
  expect(await large('c')).toMatchObject({ ok: false, problem: { code: 'rate_limited' } });
  await (await journal.next()).store();
  await Promise.all(waiting);
  const again = large('c');
  await (await journal.next()).store();
  expect(await again).toMatchObject({ ok: true });
});

test('so have the bytes of moves between lists that wait', async () => {
  const { journal, server } = await heldServer();
  const { joint, a, b } = server;
  const large = (op: string) => joint.submit(a, b, { ...sending(op), size: limits.waitingBytes / 2 });
  const waiting = [large('one'), large('two')];
  expect(await large('three')).toMatchObject({ ok: false, problem: { code: 'rate_limited' } });
  await (await journal.next()).store();
  expect(await Promise.all(waiting)).toMatchObject([{ ok: true }, { problem: { code: 'not_found' } }]);
  expect(await large('three')).toMatchObject({ problem: { code: 'not_found' } });
});
