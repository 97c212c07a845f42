/** Makes sure, once for the whole suite, that the programs are built from the sources as they are. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './programs.ts';

export function setup(): void {
  const { status } = spawnSync(process.execPath, [join(root, 'scripts', 'setup.cjs')], { stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error('the programs cannot be built: see above');
}
