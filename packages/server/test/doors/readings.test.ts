/** A flood of requests that read much is turned away before it fills the memory, and nobody else waits for it. */
import { limits, success } from '@tock/shared';
import { expect, test } from 'vitest';
import type { Reader } from '../../src/connections.ts';
import { Readings } from '../../src/doors/readings.ts';
import { ask, connect, startServer } from './fixtures.ts';

const reader = (): Reader => ({ line: {}, join: () => {}, leave: () => {}, send: async () => {} });

/** A read that waits until it is let go, and how many of them run. */
function heldReads() {
  const running: (() => void)[] = [];
  let most = 0;
  let now = 0;
  const read = async () => {
    now += 1;
    most = Math.max(most, now);
    await new Promise<void>((resolve) => running.push(resolve));
    now -= 1;
    return success(null);
  };
  return { read, running, most: () => most };
}

test('reads of one connection run one after another, those of all a few at once, and every one is answered', async () => {
  const readings = new Readings();
  const { read, running, most } = heldReads();
  const [one, ...others] = Array.from({ length: 10 }, reader);
  const answers = [one, one, one, ...others].flatMap((each) => (each === undefined ? [] : readings.read(each, read)));
  let answered = 0;
  for (const answer of answers) void answer.then(() => (answered += 1));
  while (answered < answers.length) {
    await new Promise(setImmediate);
    expect(running.length).toBeLessThanOrEqual(4);
    running.shift()?.();
  }
  expect(most()).toBe(4);
  expect(await Promise.all(answers)).toEqual(answers.map(() => success(null)));
});

test('a read that fails gives its place to the next', async () => {
  const readings = new Readings();
  const asking = reader();
  const failing = Array.from({ length: 9 }, () => readings.read(asking, () => Promise.reject(new Error('the disk'))));
  expect((await Promise.allSettled(failing)).every(({ status }) => status === 'rejected')).toBe(true);
  expect(await readings.read(asking, () => Promise.resolve(success('read')))).toEqual(success('read'));
});

test('a flood of reads on one connection is turned away with a code, and another connection is served', async () => {
  const server = await startServer();
  const [flooding, other] = await Promise.all([connect(server), connect(server)]);
  const flood = Array.from({ length: 500 }, () => ask(flooding, 'list:log', { list: 'inbox', limit: 512 }));
  expect(await ask(other, 'list:log', { list: 'inbox', limit: 1 })).toMatchObject({ ok: true });
  const answers = JSON.stringify(await Promise.all(flood));
  expect(answers).toContain('"ok":true');
  expect(answers).toContain('"rate_limited"');
  expect(await ask(flooding, 'list:log', { list: 'inbox', limit: 1 })).toMatchObject({ ok: true });
});

test('openings of one connection have an end, and each that ended makes room', () => {
  const readings = new Readings();
  const asking = reader();
  const opened = Array.from({ length: limits.connectionOpenings }, () => readings.open(asking));
  expect(opened).not.toContain(null);
  expect(readings.open(asking)).toBeNull();
  expect(readings.open(reader())).not.toBeNull();
  opened[0]?.();
  expect(readings.open(asking)).not.toBeNull();
});
