/** What nothing can be faster than here and now: by these, figures of a busy machine and of an idle one can be compared. */
import { spawnSync } from 'node:child_process';
import { blankTodo, packTodo } from '@tock/shared';
import { added } from './data.ts';
import { quantile } from './table.ts';

/** A start of Node that does nothing, in milliseconds. */
export function startFloor(): number {
  const times = Array.from({ length: 5 }, () => {
    const began = performance.now();
    spawnSync(process.execPath, ['-e', '0']);
    return performance.now() - began;
  });
  return quantile(times, 0.5);
}

/** Reading the JSON of so many todos, in milliseconds. */
export function parseFloor(todos: number): number {
  const stamp = { createdAt: '2026-11-20T10:00:00.000Z', createdBy: 'ana', rev: 1 };
  const text = JSON.stringify(
    Array.from({ length: todos }, (__, index) => {
      const { type: _, ...todo } = added('floor', index + 1);
      return packTodo({ ...blankTodo, ...stamp, ...todo, n: index + 1 });
    }),
  );
  const times = Array.from({ length: 3 }, () => {
    const began = performance.now();
    JSON.parse(text);
    return performance.now() - began;
  });
  return quantile(times, 0.5);
}
