import { fingerprint, parseEdit } from '@tock/shared';
import { expect, test } from 'vitest';
import { add, ask, connect, startServer } from './fixtures.ts';

test('R7: words with If-Match are the same request as those of tock edit --if-rev, and other words with another condition', async () => {
  const server = await startServer();
  const socket = await connect(server);
  await add(socket, 'op-1');
  const text = 'buy oat milk +home';
  const edit = parseEdit(text, { now: new Date(), timeZone: 'UTC' });
  if (!edit.ok) throw new Error(edit.problem.message);
  // What tock sends for `tock edit --op op-2 --if-rev 1 1 buy oat milk +home`.
  const typed = fingerprint('edit', '1', text, '1');
  const first = await ask(socket, 'todo:edit', {
    op: 'op-2',
    list: 'inbox',
    todo: '1',
    typed,
    ifRev: 1,
    ...edit.value,
  });
  const repeat = async (tag: string) => {
    const response = await fetch(`${server.url}/v1/lists/inbox/todos/1`, {
      method: 'PATCH',
      headers: {
        authorization: `Bearer ${server.token}`,
        'content-type': 'text/plain',
        'idempotency-key': 'op-2',
        'if-match': tag,
      },
      body: text,
    });
    const body: unknown = await response.json();
    return { status: response.status, body };
  };
  expect(first).toMatchObject({ ok: true, value: { rev: 2 } });
  expect({ ok: true, value: (await repeat('"1"')).body }).toEqual(first);
  expect(await repeat('"2"')).toMatchObject({ status: 422, body: { code: 'op_reused' } });
});
