/** `tockd backup FILE`: a copy of the store as it is at one moment, verified before it gets its name. */
import { rmSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { randomIdentifier } from '@tock/shared';
import { Command } from 'commander';
import { readOptions } from '../config.ts';
import { copyStore, syncPath } from '../journal/storeCopy.ts';
import { expectFile } from '../journal/storeReader.ts';
import { version } from '../version.ts';
import { checkPlace, place } from './backupPlace.ts';
import type { Operation } from './operations.ts';
import { counted, examine, expectSound, storeFile, tellPeople, tellScripts } from './stores.ts';

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
  checkPlace(config, source, file, force);
  // A long name, with more around it, would be too long.
  const copy = join(dirname(file), `.${basename(file).slice(0, 40)}.${randomIdentifier()}.partial`);
  try {
    await copyStore(source, copy);
    const examined = await examine(copy, 'backup');
    expectSound(examined, `the store ${source}`, 'nothing was kept; tockd verify says the same of the store');
    const bytes = statSync(copy).size;
    place(copy, file, force);
    syncPath(dirname(file));
    const { identity, counts } = examined;
    const { lists, commits } = counts;
    tellPeople(`${file} has ${counted(lists, 'list')} and ${counted(commits, 'commit')}, verified`);
    tellScripts({ backup: file, epoch: identity.epoch, format: identity.format, lists, commits, bytes });
    return 0;
  } finally {
    rmSync(copy, { force: true });
  }
};
