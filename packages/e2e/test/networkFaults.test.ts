import { expect, onTestFinished, test } from 'vitest';
import { Findings } from '../src/faults/findings.ts';
import { sufferNetwork } from '../src/faults/networkFaults.ts';
import { report } from '../src/measure.ts';
import { chooseSeed } from '../src/random.ts';
import { openSandbox } from '../src/sandbox.ts';
import { startServer } from '../src/tockd.ts';

const RUNS = 6;

test('R1 R4 R7: behind networks that fail at random, every answer is true and everybody ends with what is stored', {
  timeout: 120_000,
}, async () => {
  const seed = chooseSeed();
  const sandbox = openSandbox(onTestFinished);
  const server = await startServer(sandbox);
  const findings = new Findings();
  const run = async (first: number) => {
    for (let own = first; own < seed + RUNS; own += 2) {
      findings.take(await sufferNetwork(sandbox, server, own), `SEED=${own}`);
    }
  };
  await Promise.all([run(seed), run(seed + 1)]);
  report(`failing networks, SEED=${seed}`, findings.inOneLine());
  expect(findings.violations).toEqual([]);
  expect(findings.counts.stored).toBeGreaterThan(RUNS);
});
