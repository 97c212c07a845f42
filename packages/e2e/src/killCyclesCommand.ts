/** `npm run kill-cycles -- 200`: as many cycles as asked for, with the seed of `SEED` or a new one. */
import { setup } from './build.ts';
import { killCycles } from './killCycles.ts';
import { chooseSeed } from './random.ts';
import { openSandbox } from './sandbox.ts';

const cycles = Number(process.argv[2] ?? '20');
const seed = chooseSeed();
if (!Number.isInteger(cycles) || cycles < 1) throw new Error('say how many cycles: npm run kill-cycles -- 200');
setup();
process.stdout.write(`${cycles} cycles, SEED=${seed}\n`);
const teardowns: (() => Promise<void>)[] = [];
try {
  const { violations, ...numbers } = await killCycles(
    openSandbox((task) => teardowns.push(task)),
    { cycles, seed },
  );
  process.stdout.write(`${JSON.stringify(numbers)}\n`);
  for (const violation of violations) process.stdout.write(`VIOLATION: ${violation}\n`);
  process.exitCode = violations.length === 0 ? 0 : 1;
} finally {
  for (const teardown of teardowns) await teardown();
}
