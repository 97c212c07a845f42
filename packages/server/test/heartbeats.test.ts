/** A list that was quiet says where it stands, soon enough that a lost commit is found within five seconds. */
import { expect, test } from 'vitest';
import { Heartbeats } from '../src/heartbeats.ts';

/** Heartbeats on a clock that only the test moves, looked at twice a second as the server does; what was told, and when. */
function beating() {
  let now = 0;
  const heartbeats = new Heartbeats(() => now);
  const told: [at: number, list: string][] = [];
  return {
    heartbeats,
    told,
    pass(milliseconds: number) {
      for (const end = now + milliseconds; now < end; ) {
        now += 100;
        if (now % 500 !== 0) continue;
        for (const list of heartbeats.due()) {
          told.push([now, list]);
          heartbeats.told(list);
        }
      }
    },
  };
}

test('R4: a commit that was told at any moment is followed by a heartbeat within five seconds', () => {
  for (let offset = 0; offset < 6_000; offset += 100) {
    const { heartbeats, told, pass } = beating();
    heartbeats.begin('groceries');
    pass(offset);
    heartbeats.told('groceries');
    told.length = 0;
    pass(5_000);
    const [first] = told;
    expect(first?.[0]).toBeGreaterThanOrEqual(offset + 4_000);
    expect(first?.[0]).toBeLessThanOrEqual(offset + 4_500);
  }
});

test('each list has a rhythm of its own, and a busy one says nothing', () => {
  const { heartbeats, told, pass } = beating();
  heartbeats.begin('quiet');
  heartbeats.begin('busy');
  for (let second = 0; second < 13; second += 1) {
    pass(1_000);
    heartbeats.told('busy');
  }
  expect(told).toEqual([
    [4_000, 'quiet'],
    [8_000, 'quiet'],
    [12_000, 'quiet'],
  ]);
});

test('a list that nobody follows says nothing', () => {
  const { heartbeats, told, pass } = beating();
  heartbeats.told('never');
  heartbeats.begin('left');
  heartbeats.end('left');
  heartbeats.told('left');
  pass(10_000);
  expect(told).toEqual([]);
});
