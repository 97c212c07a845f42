/** What the log says of an error, and what it leaves out. */
import { expect, test, vi } from 'vitest';
import * as z from 'zod/mini';
import { createLog, describeError, RefusalLog } from '../src/log.ts';

const CANARY = 'canary-7f3a';

/** What was thrown by `run`. */
function thrown(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

test('an error is told by name, code, message, place and cause', () => {
  const error = Object.assign(new TypeError('it broke', { cause: new Error('the disk') }), { code: 'EIO' });
  const described = describeError(error);
  expect(described).toMatchObject({
    name: 'TypeError',
    code: 'EIO',
    message: 'it broke',
    cause: { message: 'the disk' },
  });
  expect(described.stack).toMatch(/^at .*log\.test\.ts:\d+:\d+/);
  expect(described.stack).not.toContain('it broke');
});

test.each([
  ['a property that carries a request', Object.assign(new Error('it broke'), { request: { title: CANARY } })],
  ['the parser of JSON', thrown(() => JSON.parse(`{"title": ${CANARY}`))],
  ['the parser of JSON, of a long text', thrown(() => JSON.parse(`${'x'.repeat(200)}"${CANARY}"\n${'x'.repeat(200)}`))],
  ['a schema', thrown(() => z.strictObject({}).parse({ [CANARY]: CANARY }))],
  ['a text that was thrown', CANARY],
  ['an object that was thrown', { title: CANARY }],
  ['a cause', new Error('it broke', { cause: thrown(() => JSON.parse(CANARY)) })],
])('%s does not come into the log', (_, error) => {
  const lines: string[] = [];
  createLog('trace', { write: (line) => lines.push(line) }).error({ error }, 'a request failed');
  expect(lines.join('')).not.toContain(CANARY);
  expect(lines.join('')).toContain('"message"');
});

test('R13: controls of a message are made visible, and it is not long', () => {
  const { message, stack = '' } = describeError(new Error(`\u001b]0;title\u0007${'x'.repeat(10_000)}`));
  expect(message).not.toMatch(/[\u0000-\u001f\u007f]/);
  expect(message.length).toBeLessThan(1_000);
  expect(stack.length).toBeLessThan(10_000);
});

test('what strangers can bring about fills no disk: a second has its number of lines, and says what it left out', () => {
  vi.useFakeTimers();
  try {
    const lines: unknown[] = [];
    const log = new RefusalLog({ info: (fields: unknown) => lines.push(fields) });
    for (let times = 0; times < 1_000; times += 1) log.write({ times }, 'refused');
    const first = lines.length;
    expect(first).toBeLessThan(100);
    vi.advanceTimersByTime(1_000);
    expect(lines.at(-1)).toEqual({ leftOut: 1_000 - first });
    log.write({ later: true }, 'refused');
    expect(lines.at(-1)).toEqual({ later: true });
  } finally {
    vi.useRealTimers();
  }
});
