import { expect, test } from 'vitest';
import { startServer } from './fixtures.ts';
import { addLines, call } from './restFixtures.ts';

test('a body of nothing is nothing, whatever type a client gives it', async () => {
  const server = await startServer();
  await addLines(server, 'milk');
  const undo = '/v1/lists/inbox/undo';
  const type = (name: string) => ({ headers: { 'content-type': name }, body: '' });
  // As curl -d '' and axios send it.
  expect(await call(server, 'POST', undo, type('application/x-www-form-urlencoded'))).toMatchObject({ status: 200 });
  expect(await call(server, 'POST', undo, type('text/plain'))).toMatchObject({ status: 409 });
  expect(await call(server, 'POST', '/v1/lists/inbox/todos', type('application/x-www-form-urlencoded'))).toMatchObject({
    status: 400,
  });
  // What is there has to be of a kind that is taken.
  const form = { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'rev=1' };
  expect(await call(server, 'POST', undo, form)).toMatchObject({ status: 415 });
});
