/** What a server asks of the system, in order: strace around it, or attached to it while it runs. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Sandbox } from './sandbox.ts';
import { until } from './until.ts';

/** The wrapper that writes every call of these names, its text in full, to a file. */
export function tracing(file: string, calls: readonly string[]): string[] {
  return ['strace', '-f', '-s', '100000', '-e', `trace=${calls.join(',')}`, '-e', 'signal=none', '-o', file, '--'];
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
