/** One webhook over time: order, retries, when it is given up, and that nothing is taken for delivered before it is. */
import { expect, test } from 'vitest';
import { usualWaits } from '../../src/webhooks/waits.ts';
import { accepted, failed, SenderWorld, webhook } from './senderWorld.ts';

const HOUR = 3_600_000;

test('commits go one after another, and each counts as delivered only when the target took it', async () => {
  const world = new SenderWorld();
  await world.grow(3);
  expect(world.events).toEqual(['post e:1:h', 'at 1', 'post e:2:h', 'at 2', 'post e:3:h', 'at 3']);
  await world.grow();
  expect(world.events.slice(6)).toEqual(['post e:4:h', 'at 4']);
});

test('there is one request at a time, whatever happens meanwhile', async () => {
  const world = new SenderWorld();
  const { promise, resolve } = Promise.withResolvers<typeof accepted>();
  world.answers = [promise, accepted];
  await world.grow();
  await world.grow();
  world.sender.retry();
  await world.rest();
  expect(world.events).toEqual(['post e:1:h']);
  resolve(accepted);
  await world.rest();
  expect(world.events).toEqual(['post e:1:h', 'at 1', 'post e:2:h', 'at 2']);
});

test('what failed is tried again under its id after longer and longer waits, and what comes after it waits', async () => {
  const world = new SenderWorld();
  world.answers = [failed(), failed(), failed('the target answered 429', 90_000), accepted];
  await world.grow(2);
  const status = await world.sender.status();
  expect(status).toMatchObject({ message: 'the target answered 500', nextAt: world.now + 2_500 });
  expect(world.sender).toMatchObject({ stopped: false, failing: true });
  // Another commit is no reason to try sooner.
  await world.grow();
  expect(world.events).toEqual(['post e:1:h']);
  expect([await world.next(), await world.next(), await world.next()]).toEqual([2_500, 5_000, 90_000]);
  expect(world.events.filter((event) => event.startsWith('post'))).toEqual([
    ...Array.from({ length: 4 }, () => 'post e:1:h'),
    'post e:2:h',
    'post e:3:h',
  ]);
  expect(await world.sender.status()).toEqual({
    position: { epoch: 'e', rev: 3, h: 'h' },
    message: null,
    nextAt: null,
  });
});

test('without a success for days it is stopped, and a restart in between forgets nothing of that', async () => {
  const before = new SenderWorld();
  before.answers = [failed()];
  await before.grow();
  const began = before.now;
  for (let tries = 1; tries < 20; tries += 1) await before.next();
  expect(before.stored?.failing).toMatchObject({ tries: 20, since: new Date(began).toISOString() });

  const world = new SenderWorld(before.stored);
  world.answers = [failed('the target refuses connections')];
  world.now = before.now;
  await world.grow();
  while (world.timer !== null) await world.next();
  expect(world.events.at(-1)).toBe('stop failing');
  expect(world.entry.stopped?.message).toBe('the target refuses connections');
  expect(world.now - began).toBeGreaterThanOrEqual(usualWaits.giveUp);
  expect(world.now - began).toBeLessThan(usualWaits.giveUp + 2 * HOUR);
  // Nothing more is sent.
  const { length } = world.events;
  await world.grow();
  world.sender.retry();
  await world.rest();
  expect(world.events).toHaveLength(length);
});

test('a target that is gone for good stops it at once; resumed, it goes on where it was, with all its hope', async () => {
  const world = new SenderWorld();
  world.answers = [accepted, failed(), { kind: 'gone', message: 'gone' }, accepted];
  await world.grow(3);
  await world.next();
  expect(world.events).toEqual(['post e:1:h', 'at 1', 'post e:2:h', 'post e:2:h', 'stop gone']);
  expect(world.sender).toMatchObject({ stopped: true, failing: false });
  world.update(webhook);
  await world.rest();
  expect(world.events.slice(5)).toEqual(['at 1', 'post e:2:h', 'at 2', 'post e:3:h', 'at 3']);
  expect(world.stored?.failing).toBeUndefined();
  expect(world.sender).toMatchObject({ stopped: false, failing: false });
  expect(world.recorder.counted('deliveries')).toEqual([
    { words: ['accepted'], times: 3 },
    { words: ['failed'], times: 1 },
    { words: ['gone'], times: 1 },
  ]);
});

test('where a stop cannot be stored, it is not stopped: the target is asked again', async () => {
  const world = new SenderWorld();
  world.answers = [{ kind: 'gone', message: 'gone' }];
  world.takesStops = false;
  await world.grow();
  await world.next();
  expect(world.events).toEqual(['post e:1:h', 'stop gone', 'post e:1:h', 'stop gone']);
  world.takesStops = true;
  await world.next();
  expect(world.entry.stopped?.reason).toBe('gone');
  expect(world.timer).toBeNull();
});

test('R12: when its maker may not any more, nothing is sent, and it is stopped', async () => {
  const world = new SenderWorld();
  await world.grow();
  world.allowed = false;
  await world.grow();
  expect(world.events).toEqual(['post e:1:h', 'at 1', 'stop not_allowed']);
});

test('a webhook that is removed ends in the middle of a request, which counts for nothing', async () => {
  const world = new SenderWorld();
  const { promise, resolve } = Promise.withResolvers<typeof accepted>();
  world.answers = [promise];
  await world.grow();
  world.sender.cut();
  expect(world.signal?.aborted).toBe(true);
  resolve(accepted);
  await world.rest();
  expect(world.stored).toBeNull();
  expect(world.timer).toBeNull();
});

test('a stop lets what is on its way end, and begins nothing more', async () => {
  const world = new SenderWorld();
  const { promise, resolve } = Promise.withResolvers<typeof accepted>();
  world.answers = [promise, accepted];
  await world.grow(2);
  const closed = world.sender.close();
  resolve(accepted);
  await closed;
  expect(world.events).toEqual(['post e:1:h', 'at 1']);
});

test('R10: what cannot be read is not the end of it: it is read again later, and the target is not blamed', async () => {
  let broken = true;
  const world = new SenderWorld(null, async (_, { rev }) => {
    if (broken) throw new Error('the store cannot be read');
    const next = { epoch: 'e', rev: rev + 1, h: 'h' };
    return { anew: null, deliveries: rev === 0 ? [{ id: 'e:1:h', body: '{}', next }] : [] };
  });
  await world.grow();
  expect(world.events).toEqual([]);
  broken = false;
  await world.next();
  expect(world.events).toEqual(['post e:1:h', 'at 1']);
});
