/** The terminal app, the real one, in a real terminal of 80×24 and on lists of many sizes. */
import { setTimeout as after } from 'node:timers/promises';
import { buildStore, fillList, startOn } from '../../../../packages/e2e/src/growth/data.ts';
import type { Sandbox } from '../../../../packages/e2e/src/sandbox.ts';
import { openTerminal, type Terminal } from '../../../../packages/e2e/src/terminal.ts';
import type { Server } from '../../../../packages/e2e/src/tockd.ts';

export const SIZES = [100, 10_000, 100_000];
export const inWords = (size: number) => size.toLocaleString('en-US').replaceAll(',', ' ');
/** Every list begins with it. */
export const FIRST = 'todo number 1,';
/** A screen has settled when it has written nothing for so long, in milliseconds. */
const SETTLED = 200;

/** A server with a list of each size. */
export interface Lists {
  server: Server;
  /** The list with so many todos. */
  of(size: number): string;
}

export async function buildLists(sandbox: Sandbox): Promise<Lists> {
  const ids = new Map<number, string>();
  const dataDir = await buildStore(sandbox, 'screen', async (building) => {
    for (const [index, id] of (await building.lists(SIZES.length)).entries()) {
      const size = SIZES[index] ?? 0;
      await fillList(building, id, size);
      ids.set(size, id);
    }
  });
  const { server } = await startOn(sandbox, dataDir);
  return { server, of: (size) => ids.get(size) ?? '' };
}

/** Starts the app on a list. */
export function startScreen(sandbox: Sandbox, client: Readonly<Record<string, string>>, list: string): Terminal {
  return openTerminal(sandbox, { environment: { ...client, TOCK_LIST: list } });
}

/** Waits until the app has written nothing for a while. */
export async function settled(terminal: Terminal): Promise<void> {
  for (let before = -1; before !== terminal.written().length; await after(SETTLED)) before = terminal.written().length;
}
