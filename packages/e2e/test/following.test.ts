import { expect, onTestFinished, test } from 'vitest';
import { inWords, report } from '../src/measure.ts';
import { openSandbox } from '../src/sandbox.ts';
import { openTerminal } from '../src/terminal.ts';
import { follow, tock, tockJson } from '../src/tock.ts';
import { startServer } from '../src/tockd.ts';

test('two screens and a stream follow what a third terminal does, and all show the same', async () => {
  const sandbox = openSandbox(onTestFinished);
  const [watching, small, large] = await openAll();
  const latencies: number[] = [];

  for (let index = 0; index < 12; index += 1) {
    const started = performance.now();
    const seen = Promise.all([small, large].map((screen) => screen.waitFor(`todo number ${index}`, 5_000)));
    expect(await tock(sandbox, ['add', `todo number ${index}`])).toMatchObject({ code: 0 });
    await seen;
    latencies.push(performance.now() - started);
  }
  report('tock add begins → both other screens show it', inWords(latencies));

  expect(await tock(sandbox, ['edit', '3', 'another title'])).toMatchObject({ code: 0 });
  expect(await tock(sandbox, ['done', '5'])).toMatchObject({ code: 0 });
  expect(await tock(sandbox, ['rm', '7'])).toMatchObject({ code: 0 });
  for (const screen of [small, large]) {
    await screen.waitFor('another title', 5_000);
    await screen.waitFor((text) => !text.includes('todo number 6') && !text.includes('todo number 2'), 5_000);
  }
  await watching.line((line) => line.includes('todo_removed'));
  const types = watching.lines
    .map((line) => JSON.parse(line))
    .flatMap(({ changes }) => changes.map(({ type }: { type: string }) => type));
  expect(types).toEqual([
    ...Array.from({ length: 12 }, () => 'todo_added'),
    'todo_edited',
    'todo_completed',
    'todo_removed',
  ]);
  const revisions = watching.lines.map((line) => JSON.parse(line).rev);
  expect(revisions).toEqual(revisions.map((_, index) => index + 1));

  const open = await tockJson<{ title: string }[]>(sandbox, ['ls']);
  expect(open).toHaveLength(10);
  for (const { title } of open) {
    expect(small.screen()).toContain(title);
    expect(large.screen()).toContain(title);
  }

  async function openAll() {
    const stream = follow(sandbox, ['watch', '--json']);
    const screens = [openTerminal(sandbox), openTerminal(sandbox, { columns: 200, rows: 60 })] as const;
    for (const screen of screens) await screen.waitFor('● live');
    return [stream, ...screens] as const;
  }
});

test('what is typed into one screen appears on the other, from a commit', async () => {
  const sandbox = openSandbox(onTestFinished);
  const [ana, bo] = [openTerminal(sandbox), openTerminal(sandbox, { columns: 200, rows: 60 })];
  for (const screen of [ana, bo]) await screen.waitFor('● live');
  ana.type('a');
  ana.type('water the plants +home\r');
  await Promise.all([ana, bo].map((screen) => screen.waitFor('water the plants')));
  const [todo] = await tockJson<{ title: string; tags: string[] }[]>(sandbox, ['ls']);
  expect(todo).toMatchObject({ title: 'water the plants', tags: ['home'] });
});

test('a write is on the other screens before anybody notices', async () => {
  const sandbox = openSandbox(onTestFinished);
  const server = await startServer(sandbox);
  const { client: environment } = server;
  const author = openTerminal(sandbox, { environment });
  const others = [
    openTerminal(sandbox, { environment }),
    openTerminal(sandbox, { environment, columns: 200, rows: 60 }),
  ];
  for (const screen of [author, ...others]) await screen.waitFor('● live');
  /** Milliseconds from `begun` until every other screen shows a title. */
  const seenAfter = async (title: string, begun: number) => {
    await Promise.all(others.map((screen) => screen.waitFor(title, 5_000)));
    return performance.now() - begun;
  };

  const fromKey: number[] = [];
  author.type('a');
  for (let index = 0; index < 50; index += 1) {
    const title = `from the keyboard ${index}.`;
    author.type(title);
    await author.waitFor(`add › ${title}`);
    const begun = performance.now();
    author.type('\r');
    fromKey.push(await seenAfter(title, begun));
    // The list stays short: what was added is on the screen, whatever its size.
    await tock(sandbox, ['rm', '-q', String(index + 1)], { environment });
  }
  report('Enter on one screen → both other screens show it', inWords(fromKey));

  const fromReceipt: number[] = [];
  for (let index = 0; index < 20; index += 1) {
    const title = `from a script ${index}.`;
    const adding = follow(sandbox, ['add', '--json', title], { environment });
    await adding.line((line) => line.includes(title));
    fromReceipt.push(await seenAfter(title, performance.now()));
    expect(await adding.exited).toMatchObject({ code: 0 });
    await tock(sandbox, ['rm', '-q', String(51 + index)], { environment });
  }
  report('receipt of tock add printed → both screens show it', inWords(fromReceipt));
});

test('revisions are dense for a stream that resumes where it was', async () => {
  const sandbox = openSandbox(onTestFinished);
  const receipt = await tockJson<{ epoch: string; rev: number }>(sandbox, ['add', 'one']);
  for (const title of ['two', 'three']) await tock(sandbox, ['add', title]);
  const stream = follow(sandbox, ['watch', '--json', '--since', `${receipt.epoch}:${receipt.rev}`]);
  await stream.line((line) => line.includes('three'));
  expect(stream.lines.map((line) => JSON.parse(line).rev)).toEqual([2, 3]);
});
