/** `npm run growth -- [quick]`: what size costs. Builds large stores, runs the real tockd on them, measures, prints a table. */
import { setup } from './build.ts';
import { idleClients, lostBroadcast, stoppedReaders, storm } from './growth/clients.ts';
import { beCrowd } from './growth/crowd.ts';
import { startFloor } from './growth/floors.ts';
import { largeList } from './growth/largeList.ts';
import { slowLine } from './growth/slowLine.ts';
import { manyCommits, manyLists, manyTodos } from './growth/stores.ts';
import { figure, type Row, tableOf } from './growth/table.ts';
import { openSandbox, type Sandbox } from './sandbox.ts';

const quick = process.argv.includes('quick');
const only = process.argv.slice(2).filter((word) => word !== 'quick');
const sizes = quick
  ? { lists: 10_000, opened: 500, largeLists: 50, commits: 20_000 }
  : { lists: 100_000, opened: 20_000, largeLists: 1_000, commits: 1_000_000 };

const measurements: Record<string, (sandbox: Sandbox) => Promise<Row[]>> = {
  lists: (sandbox) => manyLists(sandbox, sizes),
  todos: (sandbox) => manyTodos(sandbox, sizes),
  commits: (sandbox) => manyCommits(sandbox, sizes),
  large: (sandbox) => largeList(sandbox, 100_000, quick ? 500 : 2_000),
  idle: (sandbox) => idleClients(sandbox, 1_000),
  lost: (sandbox) => lostBroadcast(sandbox, 20),
  slow: (sandbox) => slowLine(sandbox, quick ? 20_000 : 100_000, 2_000_000),
  stopped: (sandbox) => stoppedReaders(sandbox, 100, quick ? 8 : 60),
  storm: (sandbox) => storm(sandbox, 1_000, 500),
};

async function measureAll(): Promise<void> {
  setup();
  const rows: Row[] = [figure('node -e 0', startFloor(), 'ms')];
  for (const [name, measure] of Object.entries(measurements)) {
    if (only.length > 0 && !only.includes(name)) continue;
    const teardowns: (() => Promise<void>)[] = [];
    const began = performance.now();
    try {
      rows.push(...(await measure(openSandbox((task) => teardowns.push(task)))));
    } catch (error) {
      process.exitCode = 1;
      rows.push({
        what: name,
        measured: `did not run: ${error instanceof Error ? error.message : error}`,
        goal: '',
        ok: false,
      });
    } finally {
      for (const teardown of teardowns) await teardown();
    }
    process.stderr.write(`${name}: ${((performance.now() - began) / 1_000).toFixed(0)} s\n`);
  }
  process.stdout.write(`${tableOf(rows)}\n`);
}

if (process.argv[2] === 'crowd') await beCrowd();
else await measureAll();
