/** `tockd backup FILE`: a copy of the store as it is at one moment, verified before it gets its name. */
import { linkSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { randomIdentifier } from '@tock/shared';
import { Command } from 'commander';
import { readOptions } from '../config.ts';
import { StoreUnusable } from '../journal/journal.ts';
import { copyStore, syncPath } from '../journal/storeCopy.ts';
import { expectFile } from '../journal/storeReader.ts';
import { version } from '../version.ts';
import type { Operation } from './operations.ts';
import { counted, examine, expectSound, sameFile, storeFile, tellPeople, tellScripts } from './stores.ts';

function inTheWay(file: string): StoreUnusable {
  return new StoreUnusable(`${file} is there already`, 'choose another name, or replace it with --force');
}

/** Refuses a place where a backup must not go. */
function checkPlace(source: string, file: string, force: boolean): void {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found?.isDirectory() === true) throw new StoreUnusable(`${file} is a folder`, 'name a file in it');
  for (const part of [source, `${source}-wal`, `${source}-shm`, `${source}.lock`, `${source}.pid`])
    if (file === part || sameFile(file, part))
      throw new StoreUnusable(`${file} belongs to the store itself`, 'choose another name');
  if (found !== undefined && !force) throw inTheWay(file);
}

/** Gives the finished copy its name, in one step. */
function place(copy: string, file: string, force: boolean): void {
  if (force) {
    renameSync(copy, file);
    return;
  }
  try {
    // Unlike a rename, it never replaces what came there meanwhile.
    linkSync(copy, file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') throw inTheWay(file);
    // A file system without links.
    if (statSync(file, { throwIfNoEntry: false }) !== undefined) throw inTheWay(file);
    renameSync(copy, file);
  }
}

export const backup: Operation = async (words, environment) => {
  const command = new Command('tockd backup')
    .description('Writes a copy of the store as it is at one moment, also while a server runs, and verifies it.')
    .argument('<file>', 'the backup: one file, which other programs of SQLite can read')
    .option('--force', 'replace a file of this name');
  const { config } = readOptions(words, environment, version, command);
  const [name = ''] = command.args;
  const { force = false } = command.opts<{ force?: boolean }>();
  const source = storeFile(config, 'backed up');
  const file = resolve(name);
  expectFile(source, 'store');
  checkPlace(source, file, force);
  const copy = join(dirname(file), `.${basename(file)}.${randomIdentifier()}.partial`);
  try {
    copyStore(source, copy);
    const examined = await examine(copy, 'backup');
    expectSound(examined, `the store ${source}`, 'nothing was kept; tockd verify says the same of the store');
    const bytes = statSync(copy).size;
    place(copy, file, force);
    syncPath(dirname(file));
    const { identity, counts } = examined;
    const { lists, commits } = counts;
    tellPeople(`${file} has ${counted(lists, 'list')} with ${counted(commits, 'commit')}, verified`);
    tellScripts({ backup: file, epoch: identity.epoch, format: identity.format, lists, commits, bytes });
    return 0;
  } finally {
    rmSync(copy, { force: true });
  }
};
