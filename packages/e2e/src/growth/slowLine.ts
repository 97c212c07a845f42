/** A line that is slow: a large list opens on it, and a commit as large as one can be passes. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { limits } from '@tock/shared';
import type { Sandbox } from '../sandbox.ts';
import { buildStore, fillList, startOn } from './data.ts';
import { dial, openList } from './lightClient.ts';
import { figure, type Row } from './table.ts';

/** A way to the server that takes so many bytes a second from it, and no more: it holds nothing back itself. */
async function openLine(sandbox: Sandbox, port: number, bytesPerSecond: number): Promise<string> {
  const line = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    near.pipe(far);
    far.on('data', (bytes) => {
      near.write(bytes);
      far.pause();
      setTimeout(() => far.resume(), (bytes.length / bytesPerSecond) * 1_000);
    });
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on('error', () => undefined);
      one.on('close', () => other.destroy());
    }
    sandbox.atEnd(() => {
      near.destroy();
    });
  });
  line.listen(0, '127.0.0.1');
  await once(line, 'listening');
  sandbox.atEnd(() => {
    line.close();
  });
  const address = line.address() as AddressInfo;
  return `http://127.0.0.1:${address.port}`;
}

/** What both take on a line of so many bytes a second; throws when the reader is cut. */
export async function slowLine(sandbox: Sandbox, todos: number, bytesPerSecond: number): Promise<Row[]> {
  let list = '';
  const dataDir = await buildStore(sandbox, 'slow-line', async (building) => {
    [list = ''] = await building.lists(1);
    await fillList(building, list, todos);
  });
  const { server } = await startOn(sandbox, dataDir);
  const author = await dial(server);
  const url = await openLine(sandbox, server.port, bytesPerSecond);
  const reader = await dial({ url, token: server.token });
  const cut = reader.closed.then(() => {
    throw new Error('a reader on a slow line was cut');
  });
  const began = performance.now();
  await Promise.race([cut, openList(reader, { list, follow: true })]);
  const opened = performance.now() - began;
  // Larger on the wire than in the request: the commit's text is text in a text.
  const notes = 'x'.repeat(60_000);
  const batch = Array.from({ length: Math.floor(limits.batchBytes / 61_000) }, () => ({ title: 'large', notes }));
  const arrived = new Promise<void>((resolve) => reader.on('committed', () => resolve()));
  const sent = performance.now();
  const added = await author.ask('todo:add', { op: 'large', list, todos: batch });
  if (!added.ok) throw new Error(`a batch was refused: ${added.problem?.message}`);
  await Promise.race([cut, arrived]);
  const passed = performance.now() - sent;
  await server.end('SIGKILL');
  const line = `on a line of ${bytesPerSecond / 1_000} kB a second`;
  return [
    figure(`a list of ${todos} ${line}: opened`, opened / 1_000, 's'),
    figure(`a commit of 4 MB ${line}: arrived`, passed / 1_000, 's'),
  ];
}
