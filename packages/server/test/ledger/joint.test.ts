/** Changes of two lists in one append: both or neither, once for each op, and no two pairs wait for each other (R3). */
import { randomIdentifier } from '@tock/shared';
import { expect, test } from 'vitest';
import { JournalFault } from '../../src/journal/journal.ts';
import { openStore } from '../../src/journal/store.ts';
import { digest, EVERYTHING } from './fixtures.ts';
import { adding, heldServer, idOf, moved, openTitles, sending, serverOn } from './jointFixtures.ts';

test('R3: both commits are one append, what arrives is told before what left, then the request is answered', async () => {
  const { journal, server } = await heldServer();
  const outcome = moved(server);
  const append = await journal.next();
  expect(append.commits.map(({ list, rev }) => `${list}${rev}`)).toEqual(['b1', 'a2']);
  expect(server.emitted).toEqual([]);
  await append.store();
  expect(await outcome).toMatchObject({
    ok: true,
    value: { rev: 2, changed: true, request: { with: { list: 'b', rev: 1 } } },
  });
  expect(server.emitted).toEqual(append.commits);
  expect([openTitles(server.a), openTitles(server.b)]).toEqual([[], ['milk']]);
});

test('R3: a store without room stores neither, and both lists go on', async () => {
  const { journal, server } = await heldServer();
  const outcome = moved(server);
  (await journal.next()).answer('full');
  expect(await outcome).toMatchObject({ problem: { code: 'storage_full' } });
  expect([openTitles(server.a), openTitles(server.b)]).toEqual([['milk'], []]);
  const again = moved(server);
  await (await journal.next()).store();
  expect(await again).toMatchObject({ ok: true, value: { rev: 2 } });
});

test('what waits in either list meanwhile comes after it, and sees it', async () => {
  const { journal, server } = await heldServer();
  const sent = moved(server);
  const append = await journal.next();
  const later = [server.a.submit(adding('a', 'eggs')), server.b.submit(adding('b', 'bread'))];
  const seen = server.b.turn(({ count }) => count);
  await append.store();
  await sent;
  for (let left = 0; left < 2; left += 1) await (await journal.next()).store();
  expect(await Promise.all(later)).toMatchObject([{ value: { rev: 3 } }, { value: { rev: 2 } }]);
  expect(await seen).toBe(2);
});

test.each(['a', 'b'] as const)(
  'R3, R10: where another server wrote list %s meanwhile, it is caught up with, and the move lands after it',
  async (list) => {
    const { journal, server, other } = await heldServer();
    const outcome = moved(server);
    const append = await journal.next();
    expect(await other[list].submit(adding(list, 'foreign'))).toMatchObject({ ok: true });
    await append.store();
    const again = await journal.next();
    expect(again.commits.map(({ rev }) => rev)).toEqual(list === 'a' ? [1, 3] : [2, 2]);
    await again.store();
    expect(await outcome).toMatchObject({ ok: true, value: { changed: true } });
    expect(server.emitted.map((commit) => `${commit.list}${commit.rev}`)).toEqual(
      list === 'a' ? ['a2', 'b1', 'a3'] : ['b1', 'b2', 'a2'],
    );
    const restarted = await serverOn(journal.stored);
    for (const name of ['a', 'b'] as const) expect(digest(restarted[name].state)).toBe(digest(server[name].state));
  },
);

test('R7: another server moved it by the same op: its receipt is the answer, and nothing is moved twice', async () => {
  const { journal, server, other } = await heldServer();
  const outcome = moved(server);
  const append = await journal.next();
  const first = await moved(other);
  await append.store();
  expect(await outcome).toEqual(first);
  expect(await journal.stored.read('b', 0, EVERYTHING)).toHaveLength(1);
  expect(openTitles(server.b)).toEqual(['milk']);
});

test('R10: an append of unknown outcome is asked for: it was stored, in both', async () => {
  const { journal, server } = await heldServer();
  const outcome = moved(server);
  const append = await journal.next();
  await journal.stored.append(append.commits);
  append.reject(new JournalFault('the connection to the store broke'));
  expect(await outcome).toMatchObject({ ok: true, value: { rev: 2 } });
  expect(server.emitted).toEqual(append.commits);
});

test('R10: when the store never says, nobody is told anything, and both lists stand still', async () => {
  const { journal, server } = await heldServer();
  const answers: unknown[] = [];
  void moved(server).then((outcome) => answers.push(outcome));
  const error = new JournalFault('the disk is gone');
  for (let tries = 0; tries < 5; tries += 1) (await journal.next()).reject(error);
  await server.b.settled();
  void server.b.submit(adding('b', 'bread')).then((outcome) => answers.push(outcome));
  void server.a.submit(adding('a', 'eggs')).then((outcome) => answers.push(outcome));
  await new Promise(setImmediate);
  expect({ answers, emitted: server.emitted, faults: server.faults }).toEqual({
    answers: [],
    emitted: [],
    faults: [error],
  });
});

test('R10: a store that refuses both and holds nothing in their place is a fault, not an endless loop', async () => {
  const { journal, server } = await heldServer();
  void moved(server);
  (await journal.next()).answer('conflict');
  await server.b.settled();
  expect(server.faults).toMatchObject([{ message: 'the store refuses a move between the lists a and b' }]);
});

test('R3: pairs in both directions at the same time do not wait for each other', async () => {
  const server = await serverOn(await openStore('memory:'));
  const ops = Array.from({ length: 100 }, (_, index) => `t${index}`);
  await Promise.all(ops.map((op) => server.a.submit(adding('a', op))));
  const outcomes = await Promise.all(
    ops.flatMap((op) => [
      server.joint.submit(server.a, server.b, sending(`to ${op}`, idOf('a', op))),
      // The other way round: there is nothing to send, and that is answered too.
      server.joint.submit(server.b, server.a, sending(`from ${op}`, randomIdentifier())),
      server.a.submit(adding('a', `new ${op}`)),
    ]),
  );
  expect(outcomes.filter(({ ok }) => ok)).toHaveLength(200);
  expect(openTitles(server.b).toSorted()).toEqual(ops.toSorted());
});

test('R9: a fault of ours in the plan is answered, reported, and harms neither list', async () => {
  const { journal, server } = await heldServer();
  const broken = {
    ...sending('s'),
    plan: () => {
      throw new Error('a fault of ours');
    },
  };
  expect(await server.joint.submit(server.a, server.b, broken)).toMatchObject({ problem: { code: 'internal' } });
  expect(server.reported).toHaveLength(1);
  const outcome = moved(server);
  await (await journal.next()).store();
  expect(await outcome).toMatchObject({ ok: true });
});
