/** Who follows a list is known while the connection is live, and as the server said it last. */
import { expect, test } from 'vitest';
import { connectTo, when } from '../support/connected.ts';
import { startServer } from '../support/scriptedServer.ts';

const people = [{ person: 'ana', device: 'this machine', connections: 2 }];

test('a store has what the server says of its list, and nothing that cannot be read', async () => {
  const server = await startServer();
  const store = connectTo(server.url).open('inbox', { follow: true });
  expect(await store.ready(5_000)).toMatchObject({ ok: true });
  expect(store.presence).toBeNull();
  const list = server.inbox.id;
  const before = store.version;
  server.tell('presence', { list: 'another', people: [], more: 0 });
  server.tell('presence', { list, people: 'everybody', more: 0 });
  server.tell('presence', { list, people, more: 3 });
  await when(store, () => store.presence !== null);
  expect(store.presence).toEqual({ list, people, more: 3 });
  expect(store.version).toBe(before + 1);
});

test('nobody is present on a line that is lost', async () => {
  const server = await startServer();
  const store = connectTo(server.url).open('inbox', { follow: true });
  await store.ready(5_000);
  server.tell('presence', { list: server.inbox.id, people, more: 0 });
  await when(store, () => store.presence !== null);
  server.cut();
  await when(store, () => store.presence === null);
});
