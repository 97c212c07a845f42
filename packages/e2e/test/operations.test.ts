import { expect, onTestFinished, test } from 'vitest';
import { openSandbox } from '../src/sandbox.ts';
import { tock, tockJson } from '../src/tock.ts';
import { startServer } from '../src/tockd.ts';

test('R7: the same op twice is one todo and one receipt, also after a restart', async () => {
  const sandbox = openSandbox(onTestFinished);
  const server = await startServer(sandbox);
  const words = ['add', '--op', 'night-1', 'backup', 'due:tomorrow'];
  const first = await tockJson(sandbox, words, { environment: server.client });
  expect(await tockJson(sandbox, words, { environment: server.client })).toEqual(first);
  await server.end('SIGKILL');
  const again = await server.again();
  expect(await tockJson(sandbox, words, { environment: again.client })).toEqual(first);
  expect(await tockJson<unknown[]>(sandbox, ['ls'], { environment: again.client })).toHaveLength(1);
});

test('R7: the same op with other content is refused, and nothing is stored', async () => {
  const sandbox = openSandbox(onTestFinished);
  const server = await startServer(sandbox);
  const add = (title: string) => tock(sandbox, ['add', '--op', 'night-1', title], { environment: server.client });
  expect(await add('backup')).toMatchObject({ code: 0 });
  const other = await add('something else');
  expect(other).toMatchObject({ code: 6, stdout: '' });
  expect(await tockJson<unknown[]>(sandbox, ['ls'], { environment: server.client })).toHaveLength(1);
});

test('R7: the same op many times at once is one todo', async () => {
  const sandbox = openSandbox(onTestFinished);
  const server = await startServer(sandbox);
  const receipts = await Promise.all(
    Array.from({ length: 8 }, () => tockJson(sandbox, ['add', '--op', 'once', 'milk'], { environment: server.client })),
  );
  expect(new Set(receipts.map((receipt) => JSON.stringify(receipt))).size).toBe(1);
  expect(await tockJson<unknown[]>(sandbox, ['ls'], { environment: server.client })).toHaveLength(1);
});
