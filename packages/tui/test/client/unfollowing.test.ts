/** A list that nobody wants any more is not followed any more, whenever it was closed: else the others would be told that we are there. */
import { success } from '@tock/shared';
import { expect, test } from 'vitest';
import { connectTo } from '../support/connected.ts';
import { type ScriptedServer, startServer } from '../support/scriptedServer.ts';

/** Asks something and hears the answer: what was sent before has arrived by then. */
const heard = (connection: ReturnType<typeof connectTo>) => connection.read('lists:read', {}, { timeoutMs: 5_000 });

/** A server that answers openings only when told to. */
async function slowServer(): Promise<{ server: ScriptedServer; asked: Promise<() => void> }> {
  const server = await startServer();
  const asked = Promise.withResolvers<() => void>();
  server.script.set('list:open', (request, answer, socket) => {
    asked.resolve(() => server.open(request, answer, socket));
  });
  return { server, asked: asked.promise };
}

test('a list that is closed before its opening was answered is closed as soon as it is', async () => {
  const { server, asked } = await slowServer();
  const connection = connectTo(server.url);
  const store = connection.open('inbox', { follow: true });
  const answer = await asked;
  store.close();
  answer();
  await heard(connection);
  await heard(connection);
  expect(server.asked('list:close')).toEqual([{ list: server.inbox.id }]);
});

test('a list that is closed between its pages is closed', async () => {
  const server = await startServer();
  server.inbox.pageSize = 1;
  for (const title of ['a', 'b']) server.inbox.addTitle(title);
  const paged = Promise.withResolvers<() => void>();
  server.script.set('list:open', (_request, answer, socket) => {
    const { opened, pages } = server.inbox.open('epoch1');
    answer(success(opened));
    const [first, second] = pages;
    socket.emit('list:paged', first);
    paged.resolve(() => socket.emit('list:paged', second));
  });
  const connection = connectTo(server.url);
  const store = connection.open('inbox', { follow: true });
  const last = await paged.promise;
  await heard(connection);
  store.close();
  await heard(connection);
  last();
  expect(server.asked('list:close')).toEqual([{ list: server.inbox.id }]);
});

test('who changes from one list to another is gone from the first, though the second was not known yet', async () => {
  const server = await startServer();
  server.list('work');
  const connection = connectTo(server.url);
  const inbox = connection.open('inbox', { follow: true });
  await inbox.ready(5_000);
  const work = connection.open('work', { follow: true });
  inbox.close();
  await work.ready(5_000);
  await heard(connection);
  expect(server.asked('list:close')).toEqual([{ list: server.inbox.id }]);
});
