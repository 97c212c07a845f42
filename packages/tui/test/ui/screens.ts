/** Screens for a test: opened with todos, hung up after it, and looked over for what no screen may ever write. */
import { expect, onTestFinished } from 'vitest';
import type { CatchUp } from '../../src/client/client.ts';
import { MemoryConnection } from './memoryConnection.ts';
import { WELCOME } from './memoryStore.ts';
import { type ScreenTestOptions, TestScreen } from './terminal.ts';

/**
 * Opens a screen that is hung up and looked over when the test is finished. The hook is the test's: this module is loaded
 * once for many files, and a hook of its own would hold in the first of them alone.
 */
export function openScreen(options: ScreenTestOptions = {}): TestScreen {
  const screen = new TestScreen(options);
  onTestFinished(async () => {
    await screen.hangUp();
    expect(screen.bytes).not.toContain('\u001b[3J');
    expect(screen.alternate).toBe(false);
  });
  return screen;
}

/** Two lists, and these todos in the first. */
export function withTodos(...titles: string[]): MemoryConnection {
  const connection = new MemoryConnection('inbox', 'groceries');
  connection.list.add(titles);
  return connection;
}

/** The titles of the rows, in their order. */
export function titlesOf(text: string): string[] {
  return [...text.matchAll(/^.[ ▌] *\d+ [○✓×] (.*)$/gm)].map(([, title = '']) => title.trim());
}

/** The title of the row that the cursor is on. */
export function selectedIn(text: string): string | undefined {
  return /▌\s*\d+ [○✓×] (.*)/.exec(text)?.[1]?.trim();
}

/** Brings the connection back, with what the client counts of the whole list. */
export function mend({ connection }: TestScreen, catchUp: Partial<CatchUp> = {}): void {
  connection.become({ phase: 'live', welcome: WELCOME });
  const told = { added: 0, changed: 0, removed: 0, anew: false, at: Date.now(), ...catchUp };
  for (const store of connection.list.stores) store.become({ phase: 'current' }, told);
}

/** Cuts the connection under a screen. */
export function cut({ connection }: TestScreen): void {
  const since = Date.now();
  for (const store of connection.list.stores) store.become({ phase: 'stale', asOf: since });
  connection.become({
    phase: 'reconnecting',
    attempt: 1,
    retryAt: since + 9_000,
    since: since - 1_000,
    reason: 'lost',
  });
}
