/** The same adds on servers that others build such things on. */
import { join } from 'node:path';
import { buildStore, startOn } from '../../../packages/e2e/src/growth/data.ts';
import type { Bench } from '../bench.ts';
import { type Line, ratio } from '../figures/line.ts';
import { interleave } from '../rounds.ts';
import { startProgram } from '../servers/startProgram.ts';
import { LOAD, LOAD_IN_WORDS, takes } from './take.ts';

export async function peers(bench: Bench): Promise<Line[]> {
  const { sandbox, rounds, seconds } = bench;
  let ids: readonly string[] = [];
  const dataDir = await buildStore(sandbox, 'peers', async (building) => {
    ids = await building.lists(rounds + 1);
  });
  const lists = (round: number) => ids.slice(round, round + 1);
  const { server } = await startOn(sandbox, dataDir);
  const file = (name: string) => ({ words: [join(sandbox.home, name)] });
  const hocuspocus = await startProgram(sandbox, 'hocuspocus.js', file('hocuspocus.db'));
  const feathers = await startProgram(sandbox, 'feathers.js', file('feathers.db'));
  const about = { ...LOAD, seconds, followed: true };
  const measured = await interleave(rounds, [
    ['tock', await takes(bench, server, (place) => ({ act: 'adds', dialect: 'tock', place, ...about }), lists)],
    ['hocuspocus', await takes(bench, hocuspocus, (place) => ({ act: 'documents', place, ...about }), lists)],
    [
      'feathers',
      await takes(bench, feathers, (place) => ({ act: 'adds', dialect: 'feathers', place, ...about }), lists),
    ],
  ]);
  const others = [
    ['hocuspocus', 'Hocuspocus + SQLite: acks from memory, stores later'],
    ['feathers', 'Feathers + SQLite: an fsync for each add'],
  ] as const;
  return others.flatMap(([side, against]): Line[] => [
    {
      ...{ what: `adds, ${LOAD_IN_WORDS}, all told, fsync`, unit: 'adds/s', tock: measured('tock', 'rate'), against },
      ...{ other: measured(side, 'rate'), goal: ratio('above', 1) },
      generator: Math.max(...measured('tock', 'busy'), ...measured(side, 'busy')),
    },
    {
      ...{ what: '– processor of the server', unit: 'µs/add', tock: measured('tock', 'micros'), against },
      ...{ other: measured(side, 'micros'), goal: null, generator: null },
    },
  ]);
}
