/** A disk on which every fsync takes some milliseconds more, as far as one program can tell. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Sandbox } from '../../../packages/e2e/src/sandbox.ts';

const source = fileURLToPath(new URL('./slowSync.c', import.meta.url));

/**
 * What runs a program on such a disk: a few lines of C in front of the C library, or strace, which stops the program at each
 * of these calls. Both are the same with no delay, so that nothing but the delay is compared.
 */
export function slowDisk(sandbox: Sandbox): (milliseconds: number) => string[] {
  const library = join(sandbox.home, 'slowSync.so');
  const built = spawnSync('cc', ['-shared', '-fPIC', '-O2', '-o', library, source, '-ldl'], { encoding: 'utf8' });
  if (built.status === 0)
    return (milliseconds) => ['env', `LD_PRELOAD=${library}`, `SLOW_SYNC_US=${milliseconds * 1_000}`];
  if (spawnSync('strace', ['-o', '/dev/null', 'true']).status !== 0)
    throw new Error('needs a C compiler (cc), or strace');
  return (milliseconds) => {
    const delay = milliseconds === 0 ? [] : ['-e', `inject=fsync,fdatasync:delay_exit=${milliseconds * 1_000}`];
    return ['strace', '-D', '-f', '--seccomp-bpf', '-o', '/dev/null', '-e', 'trace=fsync,fdatasync', ...delay, '--'];
  };
}
