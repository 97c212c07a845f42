/** What a server asks of the system, in order: strace around it, or attached to it while it runs. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Sandbox } from './sandbox.ts';
import { until } from './until.ts';

/** The wrapper that writes every call of these names, its text in full, to a file. */
export function tracing(file: string, calls: readonly string[]): string[] {
  return ['strace', '-f', '-s', '100000', '-e', `trace=${calls.join(',')}`, '-e', 'signal=none', '-o', file, '--'];
}

/** Longer than any test takes, in microseconds. */
const HELD = 600_000_000;

/** Calls that touch certain files, and what becomes of some of them. */
export interface Injection {
  calls: readonly string[];
  paths: readonly string[];
  /** As strace says it: `error=EIO:when=3`, the third call of each thread. Without it, calls are only written down. */
  effect?: string;
  /** Whether the tracer will let go of the program before it ends. */
  letsGo: boolean;
}

/** The wrapper that lets calls fail from the start. The program keeps its pid, its parent and its exit code. */
export function injecting(file: string, { calls, paths, effect, letsGo }: Injection): string[] {
  const names = calls.join(',');
  return [
    ...['strace', '-D', '-f', '-e', 'signal=none', '-e', `trace=${names}`, '-o', file],
    // Only the calls of interest stop; but a program that was let go would find them missing from its kernel.
    ...(letsGo ? ['-I', '2'] : ['--seccomp-bpf']),
    ...(effect === undefined ? [] : ['-e', `inject=${names}:${effect}`]),
    ...paths.flatMap((path) => ['-P', path]),
    '--',
  ];
}

/** Takes the tracer away from a running process: from now on nothing fails any more. */
export async function letGo(pid: number): Promise<void> {
  const tracer = () => Number(/^TracerPid:\t(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  const traced = tracer();
  if (traced === 0) return;
  process.kill(traced, 'SIGTERM');
  await until('the tracer to let go', () => tracer() === 0);
}

/** The lines of a trace: each a call that began, or `<… resumed>`, one that ended. */
export function readTrace(file: string): string[] {
  return readFileSync(file, 'utf8').split('\n');
}

/** Lets every call of these names fail from now on in a running process, all its threads. */
export async function failCalls(sandbox: Sandbox, pid: number, calls: readonly string[], error: string): Promise<void> {
  const injection = ['-e', `trace=${calls.join(',')}`, '-e', `inject=${calls.join(',')}:error=${error}`];
  const tracer = spawn('strace', ['-f', '-p', String(pid), ...injection, '-o', '/dev/null'], {
    env: sandbox.environment,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  tracer.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  sandbox.atEnd(() => {
    tracer.kill('SIGKILL');
  });
  await until('strace to attach', () => said.includes('attached'));
}

/** Holds one thread of a running process in its next call, whatever that is, until the answer is called. */
export async function holdThread(sandbox: Sandbox, thread: number): Promise<() => Promise<void>> {
  const injection = ['-e', 'trace=all', '-e', `inject=all:delay_enter=${HELD}`];
  const tracer = spawn('strace', ['-p', String(thread), ...injection, '-o', '/dev/null'], {
    env: sandbox.environment,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  tracer.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ended = new Promise<void>((resolve) => tracer.on('exit', () => resolve()));
  sandbox.atEnd(() => {
    tracer.kill('SIGKILL');
  });
  await until('strace to attach', () => said.includes('attached'));
  return () => {
    tracer.kill('SIGKILL');
    return ended;
  };
}
