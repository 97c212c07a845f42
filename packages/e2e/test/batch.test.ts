import { limits } from '@tock/shared';
import { expect, onTestFinished, test } from 'vitest';
import { ask, connect, signedIn } from '../src/client.ts';
import { openSandbox } from '../src/sandbox.ts';
import { tock, tockJson } from '../src/tock.ts';
import { startServer } from '../src/tockd.ts';

const lines = (count: number) => Array.from({ length: count }, (_, index) => `Mend the thing number ${index}`);

test(`${limits.batchChanges} lines of stdin are one commit, all or none`, async () => {
  const sandbox = openSandbox(onTestFinished);
  const { client: environment } = await startServer(sandbox);
  const input = `${lines(limits.batchChanges).join('\n')}\n`;
  const receipt = await tockJson<{ rev: number; todos: unknown[] }>(sandbox, ['add', '-'], { environment, input });
  expect(receipt.rev).toBe(1);
  expect(receipt.todos).toHaveLength(limits.batchChanges);
  const todos = await tockJson<{ title: string; rev: number }[]>(sandbox, ['ls'], { environment });
  expect(todos.map(({ title }) => title)).toEqual(lines(limits.batchChanges));
  expect(new Set(todos.map(({ rev }) => rev))).toEqual(new Set([1]));
});

test('one line more is too large: nothing is stored, by the command or over the wire, and the connection lives', async () => {
  const sandbox = openSandbox(onTestFinished);
  const server = await startServer(sandbox);
  const { client: environment } = server;
  const titles = lines(limits.batchChanges + 1);
  expect(await tock(sandbox, ['add', '-'], { environment, input: titles.join('\n') })).toMatchObject({
    code: 2,
    stdout: '',
  });

  const socket = connect(server);
  onTestFinished(() => void socket.disconnect());
  await signedIn(socket);
  const refused = await ask(socket, 'todo:add', {
    op: 'large',
    list: 'inbox',
    todos: titles.map((title) => ({ title })),
  });
  expect(refused).toMatchObject({ ok: false, problem: { code: 'too_large' } });
  expect(socket.connected).toBe(true);
  expect(await ask(socket, 'todo:add', { op: 'small', list: 'inbox', todos: [{ title: 'fits' }] })).toMatchObject({
    ok: true,
    value: { rev: 1 },
  });
});

test('one bad line refuses all, and is named', async () => {
  const sandbox = openSandbox(onTestFinished);
  const { client: environment } = await startServer(sandbox);
  const refused = await tock(sandbox, ['add', '-'], { environment, input: 'good\nbad \u202e line\nalso good\n' });
  expect(refused).toMatchObject({ code: 2, stdout: '' });
  expect(refused.stderr).toContain('line 2');
  expect(await tockJson(sandbox, ['ls'], { environment })).toEqual([]);
});
