import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openSandbox } from '../src/sandbox.ts';
import { openTerminal } from '../src/terminal.ts';
import { follow, tock, tockJson } from '../src/tock.ts';
import { startServer } from '../src/tockd.ts';
import { tools } from '../src/tools.ts';
import { until } from '../src/until.ts';

/** The size of the disk: little more than an empty store with its log takes. */
const KILOBYTES = 256;

/** A small disk, for the program alone: it goes when the program ends. */
const onSmallDisk = (folder: string) => [
  ...['unshare', '-rm', 'sh', '-c', `mount -t tmpfs -o size=${KILOBYTES}k small '${folder}' && exec "$@"`],
  'sh',
];

describe.skipIf(!tools.mount)('with unshare', () => {
  test('R10: a full disk refuses writes and says so, reads go on, and with room writes do too', async () => {
    const sandbox = openSandbox(onTestFinished);
    const disk = join(sandbox.home, 'disk');
    mkdirSync(disk);
    const store = ['--store', `sqlite:${join(disk, 'tock.db')}`];
    const { pid, url, client: environment } = await startServer(sandbox, { words: store, wrapper: onSmallDisk(disk) });
    // The disk as that program sees it.
    const ballast = `/proc/${pid}/root${join(disk, 'ballast')}`;
    const { epoch } = await tockJson<{ epoch: string }>(sandbox, ['add', 'the first'], { environment });
    const screen = openTerminal(sandbox, { environment });
    await screen.waitFor('the first');
    const stream = follow(sandbox, ['watch', '--json', '--since', `${epoch}:0`], { environment });

    const stored = ['the first'];
    const add = async (name: string, count: number) => {
      const titles = Array.from({ length: count }, (_, index) => `${name} ${index} ${'x'.repeat(400)}`);
      const run = await tock(sandbox, ['add', '-', '--json'], { environment, input: titles.join('\n') });
      if (run.code === 0) stored.push(...titles);
      return run;
    };
    const addUntilRefused = async (count: number) => {
      for (let round = 0; round < 100; round += 1) {
        const run = await add(`${count} of round ${round}`, count);
        if (run.code !== 0) return run;
      }
      throw new Error('a full disk took everything');
    };
    expect(() => writeFileSync(ballast, 'x'.repeat(2 ** 20))).toThrow('ENOSPC');
    // The store's own log may have room left, for the large a little less than for the small.
    for (const count of [400, 1]) {
      const refused = await addUntilRefused(count);
      expect(refused).toMatchObject({ code: 1, stdout: '' });
      expect(JSON.parse(refused.stderr)).toMatchObject({ error: { code: 'storage_full', retryable: true } });
    }
    screen.type('a');
    screen.type('typed in vain\r');
    await screen.waitFor('the store has no room');

    const ready = () => fetch(`${url}/readyz`).then((response) => response.status);
    expect(await ready()).toBe(503);
    const listed = await tockJson<{ title: string }[]>(sandbox, ['ls'], { environment });
    expect(listed.map(({ title }) => title)).toEqual(stored);

    rmSync(ballast);
    expect(await add('after', 40)).toMatchObject({ code: 0 });
    await until('it to be ready', async () => (await ready()) === 200);
    await stream.line((line) => line.includes('after 39'));
    const revisions = stream.lines.map((line) => JSON.parse(line).rev);
    expect(revisions).toEqual(revisions.map((_, index) => index + 1));
    const changes = stream.lines.flatMap((line): { title: string }[] => JSON.parse(line).changes);
    expect(changes.map(({ title }) => title)).toEqual(stored);
  });
});
