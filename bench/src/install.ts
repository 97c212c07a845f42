/** Installs what the peers are made of, from the lock of bench, when it is not there yet. The project itself needs none of it. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../', import.meta.url));

function packagesOf(file: string): Record<string, { version?: string; optional?: boolean }> {
  const path = join(folder, file);
  if (!existsSync(path)) return {};
  const { packages }: { packages: Record<string, { version?: string; optional?: boolean }> } = JSON.parse(
    readFileSync(path, 'utf8'),
  );
  return packages;
}

/** npm writes its own record last, so that a broken install has none. */
function installed(): boolean {
  const present = packagesOf('node_modules/.package-lock.json');
  return Object.entries(packagesOf('package-lock.json')).every(
    ([name, { version, optional }]) => name === '' || optional === true || present[name]?.version === version,
  );
}

/** Makes sure that they are there. Throws when npm cannot. None of them has anything to build. */
export function installPeers(): void {
  if (installed()) return;
  process.stderr.write('bench: installing the peers, once\n');
  const words = ['ci', '--no-audit', '--no-fund', '--loglevel=error', '--include=dev', '--ignore-scripts'];
  const { status } = spawnSync('npm', words, { cwd: folder, stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error('npm ci in bench failed: what it said stands above');
}
