/** From the last bytes of a list until its first todo is on the screen. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import type { Sandbox } from '../../../../packages/e2e/src/sandbox.ts';
import type { Bench } from '../../bench.ts';
import { figure, type Line, ratio } from '../../figures/line.ts';
import { interleave } from '../../rounds.ts';
import { FIRST, inWords, type Lists, SIZES, startScreen } from './screens.ts';

/** A way to a server that knows when the last bytes came from it. */
async function watchedLine(sandbox: Sandbox, port: number): Promise<{ url: string; lastBytes(): number }> {
  let lastAt = 0;
  const line = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    near.pipe(far);
    far.on('data', (bytes) => {
      lastAt = performance.now();
      near.write(bytes);
    });
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on('error', () => undefined);
      one.on('close', () => other.destroy());
    }
    sandbox.atEnd(() => void near.destroy());
  });
  line.listen(0, '127.0.0.1');
  await once(line, 'listening');
  sandbox.atEnd(() => void line.close());
  const { port: own } = line.address() as AddressInfo;
  return { url: `http://127.0.0.1:${own}`, lastBytes: () => lastAt };
}

export async function firstPaint({ sandbox, quick, rounds }: Bench, { server, of }: Lists): Promise<Line[]> {
  const line = await watchedLine(sandbox, server.port);
  const client = { ...server.client, TOCK_SERVER: line.url };
  const measured = await interleave(
    quick ? 1 : rounds,
    SIZES.map((size) => [
      String(size),
      async () => {
        const terminal = startScreen(sandbox, client, of(size));
        const milliseconds = await new Promise<number>((resolve) => {
          terminal.onWritten((text) => text.includes(FIRST) && resolve(performance.now() - line.lastBytes()));
        });
        terminal.type('q');
        await terminal.exited;
        return { milliseconds };
      },
    ]),
  );
  const painted = (size: number, goal: Line['goal']): Line => ({
    ...{ what: `TUI with ${inWords(size)} todos: first paint after the data`, unit: 'ms' },
    ...{ tock: measured(String(size), 'milliseconds'), against: 'with 100 todos' },
    ...{ other: measured('100', 'milliseconds'), goal, generator: null },
  });
  return [painted(10_000, figure('at most', 300)), painted(100_000, ratio('at most', 2))];
}
