/** What the long runs have in common: how often, with which seed, one line of numbers, and every violation by name. */
import { setup } from '../build.ts';
import { chooseSeed } from '../random.ts';
import { openSandbox, type Sandbox } from '../sandbox.ts';
import type { Findings } from './findings.ts';

export interface LongRun {
  /** The script of npm. */
  name: string;
  /** How often without another word. */
  times: number;
  run(options: { times: number; seed: number; open: OpenSandbox }): Promise<Findings>;
}

/** Runs something in a sandbox of its own, which is gone afterwards. */
type OpenSandbox = <T>(inside: (sandbox: Sandbox) => Promise<T>) => Promise<T>;

const open: OpenSandbox = async (inside) => {
  const teardowns: (() => Promise<void>)[] = [];
  try {
    return await inside(openSandbox((task) => teardowns.push(task)));
  } finally {
    for (const teardown of teardowns) await teardown();
  }
};

/** Runs as often as the command line says, with the seed of `SEED` or a new one. Exit code 1: something was wrong. */
export async function runLong({ name, times: usual, run }: LongRun): Promise<void> {
  const times = Number(process.argv[2] ?? String(usual));
  if (!Number.isInteger(times) || times < 1) throw new Error(`say how often: npm run ${name} -- ${usual}`);
  const seed = chooseSeed();
  setup();
  process.stdout.write(`${name} ${times}, SEED=${seed}\n`);
  const started = performance.now();
  const findings = await run({ times, seed, open });
  const seconds = Math.round((performance.now() - started) / 1_000);
  process.stdout.write(`${findings.inOneLine({ seed, seconds })}\n`);
  for (const violation of findings.violations) process.stdout.write(`VIOLATION: ${violation}\n`);
  process.exitCode = findings.violations.length === 0 ? 0 : 1;
}
