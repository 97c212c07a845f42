/** What tockd tells a service manager, by the real systemd-notify and a real socket. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openSandbox } from '../src/sandbox.ts';
import { openServiceManager } from '../src/serviceManager.ts';
import { tock } from '../src/tock.ts';
import { startServer } from '../src/tockd.ts';
import { tools } from '../src/tools.ts';
import { holdThread } from '../src/trace.ts';
import { until } from '../src/until.ts';

/** Short, so that a silence of many of them is soon over. */
const WATCHDOG_MS = 400;

describe.skipIf(!tools.python || !tools.systemdNotify)('with systemd-notify', () => {
  test('that it listens, that it lives, that it goes', async () => {
    const sandbox = openSandbox(onTestFinished);
    const manager = await openServiceManager(sandbox, WATCHDOG_MS);
    const server = await startServer(sandbox, { environment: manager.environment });
    await manager.alive(3);
    const { code } = await server.end('SIGTERM');
    expect(code).toBe(0);
    await until('the last word', () => manager.told.at(-1)?.startsWith('STOPPING=1'));
    expect(manager.told[0]).toBe(`READY=1 STATUS=listening on ${server.url}`);
    expect(new Set(manager.told.slice(1, -1))).toEqual(new Set(['WATCHDOG=1']));
    expect(server.log()).not.toContain('was not told');
  });

  test('a service manager that is not there stops nothing', async () => {
    const sandbox = openSandbox(onTestFinished);
    const server = await startServer(sandbox, { environment: { NOTIFY_SOCKET: `${sandbox.session}/nobody` } });
    expect(await tock(sandbox, ['add', 'milk'], { environment: server.client })).toMatchObject({ code: 0 });
    await until('the log to say so', () => server.log().includes('was not told'));
    expect(await server.end('SIGTERM')).toMatchObject({ code: 0 });
  });

  describe.skipIf(!tools.strace)('and strace', () => {
    test.each(['loop', 'store'])('R10: a %s that hangs gives no sign of life, until it goes on', async (what) => {
      const sandbox = openSandbox(onTestFinished);
      // The other one counts the time: it lives on the same machine, under the same load.
      const [manager, clock] = [
        await openServiceManager(sandbox, WATCHDOG_MS),
        await openServiceManager(sandbox, WATCHDOG_MS),
      ];
      const server = await startServer(sandbox, { environment: manager.environment });
      await startServer(sandbox, { dataDir: `${sandbox.home}/clock`, environment: clock.environment });
      await manager.alive(2);
      const goOn = await holdThread(sandbox, what === 'loop' ? server.pid : storeThread(server.pid));
      // What was on its way when the thread was held may still arrive.
      await clock.alive(2);
      const held = manager.told.length;
      await clock.alive(6);
      expect(manager.told).toHaveLength(held);
      await goOn();
      await manager.alive(2);
    });
  });
});

/** The thread that has the store: it has that name. */
function storeThread(pid: number): number {
  const tasks = `/proc/${pid}/task`;
  const found = readdirSync(tasks).find((task) => readFileSync(`${tasks}/${task}/comm`, 'utf8').includes('store'));
  if (found === undefined) throw new Error('no thread has the store');
  return Number(found);
}
