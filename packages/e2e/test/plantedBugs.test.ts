import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Chance } from '../src/chance.ts';
import { report } from '../src/measure.ts';
import { root } from '../src/programs.ts';
import { chooseSeed } from '../src/random.ts';
import { PatchDoesNotApply, patched } from '../src/simulation/bundle.ts';
import { plantedBugs } from '../src/simulation/plantedBugs.ts';
import { findBug } from '../src/simulation/plantedBugsFound.ts';
import { tunings } from '../src/simulation/tunings.ts';

/** How many of the bugs are planted and looked for; `npm run planted-bugs` does it with all. */
const CHOSEN = 16;
const MOST_SEEDS = 1_000;

test('every planted bug and every tuning still applies to the sources', async () => {
  for (const { file, find, replace } of [...tunings, ...plantedBugs.flatMap(({ patches }) => patches)]) {
    const text = await readFile(join(root, file), 'utf8');
    expect(patched(file, text, [{ file, find, replace }])).not.toBe(text);
  }
});

test('a patch that does not apply is an error, not a simulation without it', () => {
  expect(() => patched('a.ts', 'one two', [{ file: 'a.ts', find: 'three', replace: '' }])).toThrow(PatchDoesNotApply);
  expect(() => patched('a.ts', 'one one', [{ file: 'a.ts', find: 'one', replace: '' }])).toThrow(PatchDoesNotApply);
});

test(`the simulation finds ${CHOSEN} planted bugs`, { timeout: 120_000 }, async () => {
  const seed = chooseSeed();
  const chosen = new Chance(seed).shuffled(plantedBugs.filter(({ rare }) => rare !== true)).slice(0, CHOSEN);
  const found = await Promise.all([0, 1].map((half) => findAll(chosen.filter((_, index) => index % 2 === half))));
  report(
    `planted bugs, SEED=${seed}`,
    found
      .flat()
      .map(({ name, seeds }) => `${name} ${seeds}`)
      .join(', '),
  );
  const missed = found.flat().filter(({ violation }) => violation === null);
  expect(missed, `SEED=${seed}`).toEqual([]);
});

async function findAll(bugs: typeof plantedBugs) {
  const found = [];
  for (const bug of bugs) found.push({ name: bug.name, ...(await findBug(bug, 1, MOST_SEEDS)) });
  return found;
}
