/** What a frame may cost: bytes and frames are gates, times are printed. */
import { expect, test } from 'vitest';
import { MemoryConnection } from './memoryConnection.ts';
import { openScreen } from './screens.ts';

function many(count: number): MemoryConnection {
  const connection = new MemoryConnection('inbox');
  connection.list.add(Array.from({ length: count }, (_, index) => `todo ${index + 1}`));
  return connection;
}

test.each([
  [80, 24, 300],
  [200, 60, 600],
])('P3: of 10,000 todos one changes: at %i×%i at most %i bytes', async (columns, rows, most) => {
  const connection = many(10_000);
  const screen = openScreen({ columns, rows, connection, motion: false });
  await screen.sees('todo 1');
  await screen.settled();
  const before = screen.bytes.length;
  connection.list.retitle([...connection.list.state.todos.keys()][4] ?? '', 'changed by bo');
  await screen.sees('changed by bo');
  await screen.settled();
  expect(screen.bytes.length - before).toBeLessThanOrEqual(most);
});

test('P4: a cursor move inside the viewport costs at most 350 bytes', async () => {
  const screen = openScreen({ connection: many(10_000) });
  await screen.sees('todo 1');
  await screen.settled();
  const before = screen.bytes.length;
  screen.press('j');
  await screen.sees(/▌ +2 /);
  await screen.settled();
  expect(screen.bytes.length - before).toBeLessThanOrEqual(350);
});

test('P5: a burst of 1,000 commits in a second is at most 65 frames, and the last state is shown', async () => {
  const connection = many(100);
  const screen = openScreen({ connection, motion: false });
  await screen.sees('todo 1');
  await screen.settled();
  const [first = ''] = [...connection.list.state.todos.keys()];
  const frames = () => (screen?.bytes ?? '').split('\u001b[?2026h').length;
  const before = frames();
  const started = performance.now();
  await new Promise<void>((resolve) => {
    let sent = 0;
    const timer = setInterval(() => {
      const due = Math.min(1_000, Math.ceil(performance.now() - started));
      for (; sent < due; sent += 1) connection.list.retitle(first, `change ${sent + 1}`);
      if (sent < 1_000) return;
      clearInterval(timer);
      resolve();
    }, 1);
  });
  const took = performance.now() - started;
  await screen.sees('change 1000');
  expect(frames() - before).toBeGreaterThan(1);
  expect(frames() - before).toBeLessThanOrEqual(Math.ceil((65 * took) / 1_000));
});

test('P6: nothing is written while nothing happens', async () => {
  const connection = many(100);
  const screen = openScreen({ connection });
  await screen.sees('todo 1');
  screen.press('jjj');
  await screen.settled();
  const before = screen.bytes.length;
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  expect(screen.bytes.length - before).toBe(0);
});

test('P1: key to frame, printed', async () => {
  for (const count of [100, 10_000, 100_000]) {
    const screen = openScreen({ connection: many(count) });
    await screen.sees('todo 1');
    await screen.settled();
    const times: number[] = [];
    for (let press = 0; press < 60; press += 1) {
      const writes = screen.writes;
      const started = performance.now();
      screen.press('j');
      while (screen.writes === writes) await new Promise((resolve) => setImmediate(resolve));
      times.push(performance.now() - started);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await screen.sees(/▌ *61 /);
    times.sort((a, b) => a - b);
    const at = (share: number) => (times[Math.floor(times.length * share)] ?? 0).toFixed(1);
    process.stdout.write(`key to frame, ${count} todos: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms\n`);
    await screen.hangUp();
  }
});
