/** What is told to a service manager, and when nothing is. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createSupervisor } from '../src/supervisor.ts';

const managed = { NOTIFY_SOCKET: '/run/notify', WATCHDOG_USEC: '1000000' };

function supervise(environment: NodeJS.ProcessEnv, prove: () => Promise<void> = async () => undefined) {
  const told: string[][] = [];
  const reported: unknown[] = [];
  const supervisor = createSupervisor({
    environment,
    pid: 7,
    prove,
    tell: async (...assignments) => {
      told.push(assignments);
    },
    report: (error) => reported.push(error),
  });
  return { supervisor, told, reported };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('without a service manager nothing is told', async () => {
  const { supervisor, told } = supervise({ WATCHDOG_USEC: '1000000' });
  supervisor.ready('http://127.0.0.1:1');
  await vi.advanceTimersByTimeAsync(10_000);
  supervisor.stopping();
  expect(told).toEqual([]);
});

test('ready, alive at half the time, stopping, and then no more', async () => {
  const { supervisor, told } = supervise({ ...managed, WATCHDOG_PID: '7' });
  supervisor.ready('http://127.0.0.1:1');
  await vi.advanceTimersByTimeAsync(1_000);
  supervisor.stopping();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(told).toEqual([
    ['READY=1', 'STATUS=listening on http://127.0.0.1:1'],
    ['WATCHDOG=1'],
    ['WATCHDOG=1'],
    ['STOPPING=1', 'STATUS=draining'],
  ]);
});

test.each([
  { ...managed, WATCHDOG_PID: '8' },
  { ...managed, WATCHDOG_USEC: '0' },
  { ...managed, WATCHDOG_USEC: '1e6' },
  { NOTIFY_SOCKET: '/run/notify' },
])('%j asks for no sign of life from us', async (environment) => {
  const { supervisor, told } = supervise(environment);
  supervisor.ready('http://127.0.0.1:1');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(told).toHaveLength(1);
});

test('a store that does not answer is asked once, and nothing is told until it answers', async () => {
  const answer = Promise.withResolvers<void>();
  const prove = vi.fn(() => answer.promise);
  const { supervisor, told } = supervise(managed, prove);
  supervisor.ready('http://127.0.0.1:1');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(prove).toHaveBeenCalledOnce();
  expect(told).toHaveLength(1);
  answer.resolve();
  await vi.advanceTimersByTimeAsync(0);
  expect(told.at(-1)).toEqual(['WATCHDOG=1']);
});

test('a store that fails is reported, and is no sign of life', async () => {
  const { supervisor, told, reported } = supervise(managed, () => Promise.reject(new Error('gone')));
  supervisor.ready('http://127.0.0.1:1');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(told).toHaveLength(1);
  expect(reported).toHaveLength(2);
});
