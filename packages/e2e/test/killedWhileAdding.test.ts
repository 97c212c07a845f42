import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { report } from '../src/measure.ts';
import { chooseSeed, seeded } from '../src/random.ts';
import { openSandbox } from '../src/sandbox.ts';
import { tock, tockJson } from '../src/tock.ts';

const WRITERS = 3;
const ADDS = 12;

test('R1 R7: with the local server killed again and again, every exit code is true', { timeout: 120_000 }, async () => {
  const seed = chooseSeed();
  const random = seeded(seed);
  const sandbox = openSandbox(onTestFinished);
  await tock(sandbox, ['ls']);
  const codes = new Map<string, number | null>();
  const add = async (title: string) => {
    const { code } = await tock(sandbox, ['add', title]);
    codes.set(title, code);
  };
  const write = async (writer: number) => {
    for (let index = 0; index < ADDS; index += 1) await add(`${writer}.${index}`);
  };

  let over = false;
  let kills = 0;
  const killing = (async () => {
    while (!over) {
      // At any moment: while it starts, while it writes, while it answers.
      await pause(random() * 400);
      for (const { pid } of sandbox.running('tockd.js')) {
        process.kill(pid, 'SIGKILL');
        kills += 1;
      }
    }
  })();
  await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer))).finally(() => {
    over = true;
  });
  await killing;

  const todos = await tockJson<{ title: string }[]>(sandbox, ['ls']);
  const stored = todos.map(({ title }) => title);
  const coded = (code: number) => [...codes].filter(([, each]) => each === code).map(([title]) => title);
  report(
    `kill -9 of the local server, SEED=${seed}`,
    `${kills} times during ${codes.size} adds, ${coded(0).length} of them 0`,
  );
  expect(new Set(stored).size, `SEED=${seed}`).toBe(stored.length);
  expect(stored, `SEED=${seed}`).toEqual(expect.arrayContaining(coded(0)));
  expect(
    stored.filter((title) => coded(3).includes(title)),
    `SEED=${seed}`,
  ).toEqual([]);
  expect(
    [...codes.values()].filter((code) => code !== 0 && code !== 3 && code !== 7),
    `SEED=${seed}`,
  ).toEqual([]);
});
