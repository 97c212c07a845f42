/** From a key until the first byte that answers it. */
import { setTimeout as after } from 'node:timers/promises';
import type { Terminal } from '../../../../packages/e2e/src/terminal.ts';
import type { Bench } from '../../bench.ts';
import { figure, type Line, ratio } from '../../figures/line.ts';
import { quantile } from '../../figures/statistics.ts';
import { interleave } from '../../rounds.ts';
import { FIRST, inWords, type Lists, SIZES, settled, startScreen } from './screens.ts';

/** Keys of one round, and the pause after each, as of fast fingers, in milliseconds. */
const KEYS = 40;
const BETWEEN_KEYS = 20;

export async function keys({ sandbox, quick, rounds }: Bench, lists: Lists): Promise<Line[]> {
  const terminals = SIZES.map((size) => startScreen(sandbox, lists.server.client, lists.of(size)));
  for (const terminal of terminals) await terminal.waitFor(FIRST, 60_000);
  let answered = Promise.withResolvers<number>();
  for (const terminal of terminals) terminal.onWritten(() => answered.resolve(performance.now()));
  const press = async (terminal: Terminal, key: string): Promise<number> => {
    answered = Promise.withResolvers();
    const began = performance.now();
    terminal.type(key);
    return (await answered.promise) - began;
  };
  const measured = await interleave(
    quick ? 1 : rounds,
    terminals.map((terminal, index) => [
      String(SIZES[index]),
      async () => {
        await settled(terminal);
        const times: number[] = [];
        for (let count = 0; count < KEYS; count += 1) {
          times.push(await press(terminal, count % 16 < 8 ? 'j' : 'k'));
          await after(BETWEEN_KEYS);
        }
        return { p50: quantile(times, 0.5), p95: quantile(times, 0.95) };
      },
    ]),
  );
  for (const terminal of terminals) {
    terminal.type('q');
    await terminal.exited;
  }
  const line = (size: number, goal: Line['goal']): Line => ({
    ...{ what: `TUI with ${inWords(size)} todos: key to bytes written, p95`, unit: 'ms' },
    ...{ tock: measured(String(size), 'p95'), against: 'with 100 todos', other: measured('100', 'p95') },
    ...{ goal, generator: null },
  });
  return [line(10_000, figure('at most', 16)), line(100_000, ratio('at most', 2))];
}
