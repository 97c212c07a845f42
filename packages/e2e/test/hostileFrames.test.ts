import { expect, onTestFinished, test } from 'vitest';
import { throwFrames } from '../src/hostile/frames.ts';
import { report } from '../src/measure.ts';
import { chooseSeed } from '../src/random.ts';
import { openSandbox } from '../src/sandbox.ts';

const FRAMES = 20_000;

test(`R9 R12: ${FRAMES} hostile frames, before and after sign-in, harm neither the server nor anybody beside them`, async () => {
  const seed = chooseSeed();
  const { counts, violations } = await throwFrames(openSandbox(onTestFinished), { frames: FRAMES, seed });
  report(`hostile frames, SEED=${seed}`, JSON.stringify(counts));
  expect(violations, `SEED=${seed}`).toEqual([]);
  expect(counts.frames).toBeGreaterThanOrEqual(FRAMES);
});
