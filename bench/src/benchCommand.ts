/** `npm run bench -- [quick] [ROW…]`: how fast tock is, beside floors and peers measured in the same run. */
import { tmpdir } from 'node:os';
import { setup } from '../../packages/e2e/src/build.ts';
import { openSandbox } from '../../packages/e2e/src/sandbox.ts';
import type { Row } from './bench.ts';
import { type Measured, sectionOf, writeDocument } from './figures/document.ts';
import { factsOf, inMemory } from './figures/machine.ts';
import { tableOf } from './figures/table.ts';
import { installPeers } from './install.ts';
import { followedList, manyLists, oneList, slowFsync } from './rows/adds.ts';
import { commands } from './rows/commands.ts';
import { followers } from './rows/followers.ts';
import { memory } from './rows/memory.ts';
import { peers } from './rows/peers.ts';
import { screen } from './rows/screen/screen.ts';
import { confirmed, seen } from './rows/single.ts';
import { editing, opening } from './rows/sizes.ts';
import { starting } from './rows/starting.ts';
import { storm } from './rows/storm.ts';

const rows: Record<string, { title: string; run: Row }> = {
  adds: { title: 'Confirmed adds', run: oneList },
  'adds-lists': { title: 'Confirmed adds over many lists', run: manyLists },
  'adds-followed': { title: 'Confirmed adds that everyone follows', run: followedList },
  'adds-slow-disk': { title: 'Confirmed adds on a slow disk', run: slowFsync },
  single: { title: 'One add at a time', run: confirmed },
  seen: { title: 'From an add to another screen', run: seen },
  followers: { title: 'Many followers', run: followers },
  storm: { title: 'Everyone comes back', run: storm },
  opening: { title: 'Opening a list', run: opening },
  editing: { title: 'Editing in a list', run: editing },
  starting: { title: 'Starting', run: starting },
  memory: { title: 'Memory', run: memory },
  commands: { title: 'Commands', run: commands },
  screen: { title: 'The terminal app', run: screen },
  peers: { title: 'Peers', run: peers },
};

const words = process.argv.slice(2);
const quick = words.includes('quick');
const only = words.filter((word) => word !== 'quick');

async function measure(name: string, { title, run }: { title: string; run: Row }): Promise<Measured> {
  const teardowns: (() => Promise<void>)[] = [];
  const began = performance.now();
  try {
    const sandbox = openSandbox((teardown) => teardowns.push(teardown));
    const lines = await run({ sandbox, quick, rounds: quick ? 2 : 7, seconds: quick ? 0.5 : 3 });
    return { title, lines, problem: null };
  } catch (error) {
    process.exitCode = 1;
    return { title, lines: [], problem: error instanceof Error ? error.message : String(error) };
  } finally {
    for (const teardown of teardowns) await teardown();
    process.stderr.write(`${name}: ${((performance.now() - began) / 1_000).toFixed(0)} s\n`);
  }
}

async function measureAll(): Promise<void> {
  // What an fsync costs is half of what is measured: where temporary files lie in memory, another folder has to do.
  if (inMemory(tmpdir())) process.env.TMPDIR = '/var/tmp';
  setup();
  const measured: Measured[] = [];
  for (const [name, row] of Object.entries(rows)) {
    if (only.length > 0 && !only.includes(name)) continue;
    if (name === 'peers') installPeers();
    const found = await measure(name, row);
    measured.push(found);
    process.stdout.write(`\n${found.title}\n${found.problem ?? tableOf(found.lines)}\n`);
  }
  const full = !quick && only.length === 0;
  if (full) writeDocument(sectionOf(measured, factsOf('npm run bench')));
  process.stdout.write(full ? '\nwritten to docs/benchmarks.md\n' : '\nnot written: only a full run is\n');
}

const unknown = only.filter((word) => !(word in rows));
if (unknown.length > 0) {
  process.stderr.write(`there is no row ${unknown.join(', ')}\nthe rows are ${Object.keys(rows).join(' ')}\n`);
  process.exitCode = 2;
} else await measureAll();
