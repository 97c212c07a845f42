/** `npm run planted-bugs`: plants each bug, and says how many seeds it takes until the simulation finds it. */
import { availableParallelism } from 'node:os';
import { plantedBugs } from './plantedBugs.ts';
import { findBug } from './plantedBugsFound.ts';

const wanted = process.argv[2] ?? '';
const waiting = plantedBugs.filter(({ name }) => name.includes(wanted));
const NAME_WIDTH = 52;

async function next(): Promise<void> {
  for (let bug = waiting.shift(); bug !== undefined; bug = waiting.shift()) {
    const { seeds, violation } = await findBug(bug);
    const found = violation === null ? `NOT FOUND in ${seeds}` : `${String(seeds).padStart(5)}  ${violation.invariant}`;
    process.stdout.write(`${bug.name.padEnd(NAME_WIDTH)} ${found}\n`);
    if (violation === null) process.exitCode = 1;
  }
}

process.stdout.write(`${'bug'.padEnd(NAME_WIDTH)} seeds  found by\n`);
await Promise.all(Array.from({ length: availableParallelism() }, next));
