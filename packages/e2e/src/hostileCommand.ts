/** `npm run hostile-frames -- 1000000`: as many frames as asked for, with the seed of `SEED` or a new one. */
import { setup } from './build.ts';
import { throwFrames } from './hostile/frames.ts';
import { chooseSeed } from './random.ts';
import { openSandbox } from './sandbox.ts';

const frames = Number(process.argv[2] ?? '20000');
const seed = chooseSeed();
if (!Number.isInteger(frames) || frames < 1) throw new Error('say how many frames: npm run hostile-frames -- 1000000');
setup();
process.stdout.write(`${frames} frames, SEED=${seed}\n`);
const teardowns: (() => Promise<void>)[] = [];
let said = 0;
const progress = (thrown: number) => {
  if (thrown < said + frames / 10) return;
  said = thrown;
  process.stdout.write(`${thrown} frames\n`);
};
const began = performance.now();
try {
  const { counts, violations } = await throwFrames(
    openSandbox((task) => teardowns.push(task)),
    { frames, seed, progress },
  );
  process.stdout.write(`${JSON.stringify(counts)}\n${Math.round((performance.now() - began) / 1_000)} s\n`);
  for (const violation of violations) process.stdout.write(`VIOLATION: ${violation}\n`);
  process.exitCode = violations.length === 0 ? 0 : 1;
} finally {
  for (const teardown of teardowns) await teardown();
}
// Left to itself Node 24 may wait for ever, at full speed, for writes of sockets that were reset (Environment::CleanupHandles).
process.exit();
