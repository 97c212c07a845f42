/** Where and with what a run was made: without it no figure means anything. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statfsSync } from 'node:fs';
import { cpus, release, tmpdir, totalmem, type } from 'node:os';
import { fileURLToPath } from 'node:url';
import { root } from '../../../packages/e2e/src/programs.ts';

const MEMORY_FILE_SYSTEM = 0x01021994;
const FILE_SYSTEMS = new Map([
  [0xef53, 'ext4'],
  [0x9123683e, 'btrfs'],
  [0x58465342, 'xfs'],
  [0x794c7630, 'overlay'],
  [0x2fc12fc1, 'zfs'],
  [MEMORY_FILE_SYSTEM, 'tmpfs'],
]);

/** Whether files in a folder lie in memory: an fsync there costs nothing, and says nothing. */
export const inMemory = (folder: string) => statfsSync(folder).type === MEMORY_FILE_SYSTEM;

function versionOf(name: string): string {
  const places = [`../../node_modules/${name}/package.json`, `../../../node_modules/${name}/package.json`];
  const file = places.map((place) => fileURLToPath(new URL(place, import.meta.url))).find(existsSync);
  if (file === undefined) return `${name} not installed`;
  const { version }: { version: string } = JSON.parse(readFileSync(file, 'utf8'));
  return `${name} ${version}`;
}

/** The first line that a program says; null when there is none, or it fails. */
function said(command: string, ...words: string[]): string | null {
  const { status, stdout } = spawnSync(command, words, { encoding: 'utf8', cwd: root });
  return status === 0 ? (stdout.split('\n')[0] ?? '').trim() : null;
}

/** The name of the program of todo.txt, which distributions call differently; null when it is not installed. */
export function todoProgram(): string | null {
  return ['todo.sh', 'todo-txt'].find((name) => spawnSync(name, ['-V']).error === undefined) ?? null;
}

function todoVersion(): string | null {
  const program = todoProgram();
  if (program === null) return null;
  const { stdout } = spawnSync(program, ['-V'], { encoding: 'utf8' });
  return /\d+\.\d[\d.]*/.exec(stdout)?.[0] ?? 'of an unknown version';
}

const peers = ['@hocuspocus/server', '@hocuspocus/extension-database', '@feathersjs/feathers', '@feathersjs/socketio'];

/** What the document says above its tables. */
export function factsOf(command: string): [string, string][] {
  const processors = cpus();
  const kind = statfsSync(tmpdir()).type;
  const commit = said('git', 'rev-parse', '--short', 'HEAD');
  const changed = said('git', 'status', '--porcelain') !== '';
  return [
    ['command', `\`${command}\``],
    ['commit', commit === null ? 'unknown' : `${commit}${changed ? ', and what was changed since' : ''}`],
    ['machine', `${processors.length} cores (${processors[0]?.model ?? '?'}), ${Math.round(totalmem() / 2 ** 30)} GiB`],
    ['system', `${type()} ${release()}, files on ${FILE_SYSTEMS.get(kind) ?? `a file system 0x${kind.toString(16)}`}`],
    ['runtime', `Node ${process.versions.node}, SQLite ${process.versions.sqlite ?? '?'}`],
    ['floors', ['socket.io', 'ws'].map(versionOf).join(', ')],
    ['peers', peers.map(versionOf).join(', ')],
    [
      'commands',
      `Taskwarrior ${said('task', '--version') ?? 'not installed'}, todo.txt ${todoVersion() ?? 'not installed'}`,
    ],
  ];
}
