/** Every way out leaves the terminal as it was, and answers with the right code. */
import { expect, test } from 'vitest';
import { MemoryConnection } from './memoryConnection.ts';
import { openScreen } from './screens.ts';
import type { TestScreen } from './terminal.ts';

async function opened(): Promise<TestScreen> {
  const connection = new MemoryConnection('inbox');
  connection.list.add(['one']);
  const screen = openScreen({ connection });
  await screen.sees('one');
  return screen;
}

/** The terminal is on its primary screen, its cursor visible, pastes unmarked, keys cooked. */
async function expectRestored(screen: TestScreen): Promise<void> {
  await screen.hangUp();
  expect(screen.alternate).toBe(false);
  expect(screen.stdin.isRaw).toBe(false);
  expect(screen.bytes.lastIndexOf('\u001b[?2004l')).toBeGreaterThan(screen.bytes.lastIndexOf('\u001b[?2004h'));
  expect(screen.bytes.lastIndexOf('\u001b[?7h')).toBeGreaterThan(screen.bytes.lastIndexOf('\u001b[?7l'));
  expect(screen.bytes.lastIndexOf('\u001b[?25h')).toBeGreaterThan(screen.bytes.lastIndexOf('\u001b[?25l'));
  expect(screen.bytes.split('\u001b[?1049h')).toHaveLength(2);
  const begun = screen.bytes.split('\u001b[?2026h').length;
  expect(screen.bytes.split('\u001b[?2026l')).toHaveLength(begun);
}

test.each([
  ['q', 0],
  ['\u0003', 0],
])('%j quits', async (key, code) => {
  const screen = await opened();
  screen.press(key);
  expect(await screen.ended).toBe(code);
  await expectRestored(screen);
});

test.each([
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)('%s ends with %i', async (signal, code) => {
  const screen = await opened();
  process.emit(signal);
  expect(await screen.ended).toBe(code);
  await expectRestored(screen);
});

test('a terminal that is gone ends it', async () => {
  const screen = await opened();
  screen.stdout.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
  expect(await screen.ended).toBe(129);
  await expectRestored(screen);
});

test('a fault while drawing is told on the primary screen in two lines', async () => {
  const screen = await opened();
  Object.defineProperty(screen.connection.list.info, 'title', {
    get() {
      throw new Error('broken\u001b[31m');
    },
  });
  screen.press('j');
  expect(await screen.ended).toBe(70);
  await expectRestored(screen);
  expect(screen.told.trim().split('\n')).toHaveLength(2);
  expect(screen.told).toContain('broken^[[31m');
});

test('what is thrown later, outside of drawing, is told as well', async () => {
  const screen = await opened();
  const listeners = process.listeners('uncaughtException');
  listeners.at(-1)?.(new Error('thrown later'), 'uncaughtException');
  expect(await screen.ended).toBe(70);
  await expectRestored(screen);
  expect(screen.told).toContain('thrown later');
});

test('nothing that listened is left behind', async () => {
  const before = ['SIGTERM', 'SIGHUP', 'uncaughtException', 'unhandledRejection'].map((name) =>
    process.listenerCount(name),
  );
  const screen = await opened();
  screen.press('q');
  await screen.ended;
  const after = ['SIGTERM', 'SIGHUP', 'uncaughtException', 'unhandledRejection'].map((name) =>
    process.listenerCount(name),
  );
  expect(after).toEqual(before);
  await expectRestored(screen);
});
