/** Many adds at once: in one list, in many, with followers, and on a slow disk. */
import { buildStore, startOn } from '../../../packages/e2e/src/growth/data.ts';
import type { Bench } from '../bench.ts';
import { type Goal, type Line, ratio } from '../figures/line.ts';
import { interleave } from '../rounds.ts';
import { slowDisk } from '../servers/slowDisk.ts';
import { startProgram } from '../servers/startProgram.ts';
import { LOAD, LOAD_IN_WORDS, type Measured, takes } from './take.ts';

const MANY = 1_000;

interface Comparison {
  what: string;
  against: string;
  goal: Goal;
  tock: Measured;
  other: Measured;
  followed?: boolean;
  lists: (round: number) => readonly string[];
}

async function compare(bench: Bench, comparison: Comparison): Promise<Line[]> {
  const { what, against, goal, lists, followed = false } = comparison;
  const { seconds } = bench;
  const side = (server: Measured) =>
    takes(bench, server, (place) => ({ act: 'adds', dialect: 'tock', place, ...LOAD, seconds, followed }), lists);
  const measured = await interleave(bench.rounds, [
    ['tock', await side(comparison.tock)],
    ['other', await side(comparison.other)],
  ]);
  const generator = Math.max(...measured('tock', 'busy'), ...measured('other', 'busy'));
  return [
    {
      ...{ what, unit: 'adds/s', tock: measured('tock', 'rate'), against, other: measured('other', 'rate') },
      ...{ goal, generator },
    },
    {
      ...{ what: '– processor of the server', unit: 'µs/add', tock: measured('tock', 'micros'), against },
      ...{ other: measured('other', 'micros'), goal: null, generator: null },
    },
  ];
}

/** A store with so many lists: each round has new ones. */
async function lists({ sandbox }: Bench, count: number): Promise<{ dataDir: string; ids: readonly string[] }> {
  let ids: readonly string[] = [];
  const dataDir = await buildStore(sandbox, 'adds', async (building) => {
    ids = await building.lists(count);
  });
  return { dataDir, ids };
}

/** Every round meets a new list: what is measured is adding, not how large the list is by then. */
const another = (ids: readonly string[]) => (round: number) => ids.slice(round, round + 1);

export async function oneList(bench: Bench): Promise<Line[]> {
  const { dataDir, ids } = await lists(bench, bench.rounds + 1);
  return compare(bench, {
    what: `confirmed adds, ${LOAD_IN_WORDS}, one list, fsync`,
    against: 'bare Socket.IO: acks, stores nothing',
    goal: ratio('at least', 0.6),
    tock: (await startOn(bench.sandbox, dataDir)).server,
    other: await startProgram(bench.sandbox, 'bareSocketIo.ts'),
    lists: another(ids),
  });
}

export async function manyLists(bench: Bench): Promise<Line[]> {
  // Other lists each round: all of them together would be more than the server keeps in memory.
  const { dataDir, ids } = await lists(bench, MANY * (bench.rounds + 1));
  return compare(bench, {
    what: `the same over ${MANY} lists`,
    against: 'the same floor',
    goal: ratio('at least', 0.45),
    tock: (await startOn(bench.sandbox, dataDir)).server,
    other: await startProgram(bench.sandbox, 'bareSocketIo.ts'),
    lists: (round) => ids.slice(round * MANY, (round + 1) * MANY),
  });
}

export async function followedList(bench: Bench): Promise<Line[]> {
  const { dataDir, ids } = await lists(bench, bench.rounds + 1);
  return compare(bench, {
    what: `the same in one list, followed by all ${LOAD.clients} clients`,
    against: 'bare Socket.IO: tells everyone each add, acks',
    goal: ratio('at least', 2),
    tock: (await startOn(bench.sandbox, dataDir)).server,
    other: await startProgram(bench.sandbox, 'bareSocketIo.ts', { words: ['broadcast'] }),
    followed: true,
    lists: another(ids),
  });
}

export async function slowFsync(bench: Bench): Promise<Line[]> {
  const disk = slowDisk(bench.sandbox);
  const { dataDir, ids } = await lists(bench, bench.rounds + 1);
  const beside = await buildStore(bench.sandbox, 'beside', async (building) => {
    await building.lists(bench.rounds + 1);
  });
  return compare(bench, {
    what: 'the same in one list, every fsync 4 ms slower',
    against: 'tock itself, no slower',
    goal: ratio('at least', 0.5),
    tock: (await startOn(bench.sandbox, dataDir, disk(4))).server,
    other: (await startOn(bench.sandbox, beside, disk(0))).server,
    lists: another(ids),
  });
}
