/** A reader that does not read is cut, and costs nobody else anything. */
import { expect, test } from 'vitest';
import { add, ask, connect, rawSignedIn, startServer } from './fixtures.ts';

test('a reader that stops reading is cut as soon as too much waits for it, and others go on', {
  timeout: 60_000,
}, async () => {
  const server = await startServer();
  const [author, bystander] = await Promise.all([connect(server), connect(server)]);
  let seen = 0;
  bystander.on('committed', () => {
    seen += 1;
  });
  await ask(bystander, 'list:open', { list: 'inbox', follow: true });
  const stuck = await rawSignedIn(server);
  stuck.socket.send('421["list:open",{"list":"inbox","follow":true}]');
  await stuck.frame('42["list:paged"');
  stuck.socket.pause();

  const todos = Array.from({ length: 60 }, () => ({ title: 'large', notes: 'x'.repeat(60_000) }));
  const gone = () => server.log.find((line) => line.includes('"disconnected"'));
  let written = 0;
  while (gone() === undefined) {
    if (written < 16) {
      expect(await ask(author, 'todo:add', { op: `op${written}`, list: 'inbox', todos })).toMatchObject({ ok: true });
      written += 1;
    }
    await new Promise(setImmediate);
  }
  // Cut for what it did not read, not because it was silent for too long.
  expect(server.log.some((line) => line.includes('a reader does not read: cut'))).toBe(true);
  expect(gone()).toContain('forced close');
  expect(server.server.connections()).toBe(2);
  expect(await add(author, 'milk')).toMatchObject({ ok: true, value: { rev: written + 1 } });
  while (seen < written + 1) await new Promise(setImmediate);
});
