/** What the terminal app writes: while nothing happens, for one remote edit, and for very many of them. */
import { setTimeout as after } from 'node:timers/promises';
import { dial, type LightClient } from '../../../../packages/e2e/src/growth/lightClient.ts';
import type { Bench } from '../../bench.ts';
import { figure, type Line } from '../../figures/line.ts';
import { FIRST, inWords, type Lists, settled, startScreen } from './screens.ts';

const TODOS = 10_000;
/** A frame begins with this: synchronised output. */
const FRAME = '\u001b[?2026h';
/** The mark of who edited a row is gone after this, in milliseconds. */
const MARK_GONE = 6_000;
const COMMITS = 1_000;

/** Edits a todo so often, one edit after another and each a commit of its own; paced, so that all take a second at least. */
async function edit(author: LightClient, list: string, titles: readonly string[]): Promise<number> {
  const began = performance.now();
  for (const [index, title] of titles.entries()) {
    const op = `edit-${process.hrtime.bigint()}`;
    const { ok } = await author.ask('todo:edit', { op, list, todo: '1', set: { title } });
    if (!ok) throw new Error('an edit was refused');
    const early = began + (index * 1_000) / COMMITS - performance.now();
    if (early > 1) await after(early);
  }
  return (performance.now() - began) / 1_000;
}

export async function writing({ sandbox, quick }: Bench, { server, of }: Lists): Promise<Line[]> {
  const list = of(TODOS);
  const terminal = startScreen(sandbox, server.client, list);
  await terminal.waitFor(FIRST, 60_000);
  const bytes = () => Buffer.byteLength(terminal.written());
  const frames = () => terminal.written().split(FRAME).length - 1;
  await after(1_000);
  await settled(terminal);
  const idle = quick ? 6 : 60;
  const still = bytes();
  await after(idle * 1_000);
  const silent = bytes() - still;

  const author = await dial(server);
  const [edited, faded]: [number[], number[]] = [[], []];
  for (let round = 0; round < (quick ? 1 : 5); round += 1) {
    const before = bytes();
    await edit(author, list, [`changed ${round}`]);
    await terminal.waitFor(`changed ${round}`);
    edited.push(bytes() - before);
    await after(MARK_GONE);
    faded.push(bytes() - before);
  }

  const [drawn, commits]: [number[], number[]] = [[], []];
  for (let round = 0; round < (quick ? 1 : 3); round += 1) {
    const before = frames();
    const titles = Array.from({ length: COMMITS }, (_, index) => `burst ${round}, change ${index + 1}`);
    const seconds = await edit(author, list, titles);
    await terminal.waitFor(`burst ${round}, change ${COMMITS}`);
    drawn.push((frames() - before) / seconds);
    commits.push(COMMITS / seconds);
  }
  terminal.type('q');
  await terminal.exited;
  const line = (what: string, unit: string, tock: readonly number[], most: number): Line => ({
    ...{
      what: what.startsWith('–') ? what : `TUI with ${inWords(TODOS)} todos: ${what}`,
      unit,
      tock,
      against: null,
      other: [],
    },
    ...{ goal: figure('at most', most), generator: null },
  });
  return [
    line('one remote edit at 80×24', 'bytes', edited, 300),
    { ...line('– with the mark of who did it, until that is gone', 'bytes', faded, 0), goal: null },
    {
      ...line('very many remote commits', 'frames/s', drawn, 65),
      remark: `${Math.round(Math.min(...commits))} commits a second`,
    },
    line(`nothing happens for ${idle} s`, 'bytes', [silent], 0),
  ];
}
