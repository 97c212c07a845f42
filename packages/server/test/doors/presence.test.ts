/** Those who follow a list are told who else does; who is gone is gone at once. */
import { type Presence, presenceSchema } from '@tock/shared';
import type { Socket } from 'socket.io-client';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { ask, connect, rawSignedIn, startServer } from './fixtures.ts';

const answerSchema = z.object({ ok: z.literal(true), value: presenceSchema });

/** Resolves when a socket is told of so many connections to a list that it follows. */
function told(socket: Socket, connections: number): Promise<Presence> {
  return new Promise((resolve) => {
    const listen = (fact: unknown) => {
      const presence = presenceSchema.parse(fact);
      if (presence.people.reduce((sum, person) => sum + person.connections, 0) !== connections) return;
      socket.off('presence', listen);
      resolve(presence);
    };
    socket.on('presence', listen);
  });
}

const follow = (socket: Socket) => ask(socket, 'list:open', { list: 'inbox', follow: true });

test('who joins is told, and so is everybody else; a connection that is cut off is gone', async () => {
  const server = await startServer();
  const [first, second] = await Promise.all([connect(server), connect(server)]);
  const alone = told(first, 1);
  await follow(first);
  expect((await alone).people).toEqual([{ person: expect.any(String), device: 'this machine', connections: 1 }]);
  const both = [told(first, 2), told(second, 2)];
  await follow(second);
  const [one, other] = await Promise.all(both);
  expect(one).toEqual(other);

  const raw = await rawSignedIn(server);
  const three = told(first, 3);
  raw.socket.send('421["list:open",{"list":"inbox","follow":true}]');
  await three;
  const two = told(first, 2);
  // No goodbye: as when the process of a client is killed.
  raw.socket.terminate();
  await two;
  const left = told(first, 1);
  await ask(second, 'list:close', { list: 'inbox' });
  await left;
});

test('R12: presence can be asked for, by those who may see the list', async () => {
  const server = await startServer();
  const [asking, present] = await Promise.all([connect(server), connect(server)]);
  const nobody = answerSchema.parse(await ask(asking, 'list:presence', { list: 'inbox' }));
  expect(nobody.value).toMatchObject({ people: [], more: 0 });
  await follow(present);
  const somebody = answerSchema.parse(await ask(asking, 'list:presence', { list: 'inbox' }));
  expect(somebody.value.people).toHaveLength(1);
  expect(await ask(asking, 'list:presence', { list: 'nowhere' })).toMatchObject({ problem: { code: 'not_found' } });
});
