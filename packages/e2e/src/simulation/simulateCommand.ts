/** `npm run simulate -- 10000`: so many seeds, from `SEED` on; `npm run simulate -- --replay 17 --trace` runs one again and tells what happens. */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { chooseSeed } from '../random.ts';
import { runSeeds, runShared, type Violation, withBundle } from './processes.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { replay: { type: 'string' }, trace: { type: 'boolean', default: false } },
});

const say = (line: string) => process.stdout.write(`${line}\n`);

function tellOf({ seed, invariant, what }: Violation): void {
  say(`VIOLATION: seed ${seed}: ${invariant}: ${what}`);
  say(`  npm run simulate -- --replay ${seed} --trace`);
  process.exitCode = 1;
}

async function replay(seed: number, trace: boolean): Promise<void> {
  await withBundle([], async (file) => {
    const { hash, totals, violations } = await runSeeds(
      file,
      { first: seed, step: 1, count: 1, stop: true },
      trace ? say : undefined,
    );
    say(JSON.stringify({ seed, hash, ...totals }));
    violations.forEach(tellOf);
  });
}

async function runMany(first: number, count: number): Promise<void> {
  await withBundle([], async (file) => {
    const begun = performance.now();
    const { ran, totals, violations } = await runShared(file, first, count, availableParallelism());
    const seconds = (performance.now() - begun) / 1_000;
    say(
      JSON.stringify({
        seeds: ran,
        from: first,
        seconds: Math.round(seconds),
        'seeds/s': Math.round(ran / seconds),
        ...totals,
      }),
    );
    violations.forEach(tellOf);
  });
}

const seed = Number(values.replay ?? '0');
const count = Number(positionals[0] ?? '1000');
if (!Number.isInteger(seed) || !Number.isInteger(count) || count < 1)
  throw new Error('say how many seeds: npm run simulate -- 10000');
await (values.replay === undefined ? runMany(chooseSeed(), count) : replay(seed, values.trace));
