/** Runs seeds in processes of their own: what a simulation puts in place of the runtime's clock stays there. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { bundleSimulation, type Patch } from './bundle.ts';

/** `count` seeds from `first` on, every `step`-th; with `stop` only until one fails. */
export interface Seeds {
  first: number;
  step: number;
  count: number;
  stop: boolean;
}

export interface Violation {
  seed: number;
  invariant: string;
  what: string;
}

export interface Report {
  ran: number;
  /** Of the last seed: the same for the same seed. */
  hash: string;
  /** What happened, and how often. */
  totals: Record<string, number>;
  violations: Violation[];
}

/** Gives `use` the bundled simulation, which is removed afterwards. */
export async function withBundle<T>(patches: readonly Patch[], use: (file: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'tock-simulation-'));
  try {
    const file = join(folder, 'simulation.mjs');
    await bundleSimulation(file, patches);
    return await use(file);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Runs seeds in one process; `tell` gets every line of the trace. Rejects when the process does not end as it should. */
export async function runSeeds(
  file: string,
  { first, step, count, stop }: Seeds,
  tell?: (line: string) => void,
): Promise<Report> {
  const options = [first, step, count, stop ? 1 : 0, tell === undefined ? 0 : 1].map(String);
  const child = spawn(process.execPath, [file, ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const violations: Violation[] = [];
  let done: Pick<Report, 'ran' | 'hash' | 'totals'> | null = null;
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('{"kind":')) tell?.(line);
    else {
      // Our own process wrote it.
      const said = JSON.parse(line) as
        | ({ kind: 'violation' } & Violation)
        | ({ kind: 'done' } & Omit<Report, 'violations'>);
      if (said.kind === 'violation') violations.push({ seed: said.seed, invariant: said.invariant, what: said.what });
      else done = { ran: said.ran, hash: said.hash, totals: said.totals };
    }
  }
  const code = await ended;
  if (done === null)
    throw new Error(`the simulation ended with ${code} before it was done, in the seeds from ${first}`);
  return { ...done, violations };
}

/** Runs seeds in several processes at once. */
export async function runShared(file: string, first: number, count: number, processes: number): Promise<Report> {
  const shares = Array.from({ length: Math.min(processes, count) }, (_, index) => {
    const share = Math.ceil((count - index) / processes);
    return runSeeds(file, { first: first + index, step: processes, count: share, stop: false });
  });
  const report: Report = { ran: 0, hash: '', totals: {}, violations: [] };
  for (const { ran, totals, violations } of await Promise.all(shares)) {
    report.ran += ran;
    report.violations.push(...violations);
    for (const [what, times] of Object.entries(totals)) report.totals[what] = (report.totals[what] ?? 0) + times;
  }
  report.violations.sort((a, b) => a.seed - b.seed);
  return report;
}
