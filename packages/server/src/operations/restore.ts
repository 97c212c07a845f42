/** `tockd restore FILE`: a backup in the place of the store, as another history. What was there is kept aside. */
import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { randomIdentifier, sanitise } from '@tock/shared';
import { Command } from 'commander';
import { ConfigInvalid, readOptions } from '../config.ts';
import { ownerBeside } from '../journal/fileOwner.ts';
import { StoreUnusable } from '../journal/journal.ts';
import { renewEpoch, replaceStore } from '../journal/replaceStore.ts';
import { prepareReplacement, sizeOf } from '../journal/sqliteFiles.ts';
import { lockStore } from '../journal/sqliteLock.ts';
import { copyStore } from '../journal/storeCopy.ts';
import { readStore } from '../journal/storeReader.ts';
import { storeUnusable } from '../journal/unusable.ts';
import { version } from '../version.ts';
import type { Operation } from './operations.ts';
import { counted, examine, expectSound, sameFile, storeFile, tellPeople, tellScripts } from './stores.ts';

/** What is there now, in words. */
async function describe(path: string): Promise<string> {
  if (sizeOf(path) === 0) return 'there is no store there yet';
  try {
    const { epoch } = await readStore(path, (reader) => reader.identity);
    return `the store there, of the epoch ${epoch}, is kept aside`;
  } catch {
    return 'what is there cannot be read, and is kept aside';
  }
}

async function agrees(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${sanitise(question)} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}

/** Puts the backup in the place of the store, whose lock is held. Answers with the new epoch and where the old store is. */
async function exchange(file: string, path: string): Promise<{ epoch: string; aside: string | null }> {
  const replacement = `${path}.${randomIdentifier()}.restoring`;
  try {
    await copyStore(file, replacement, ownerBeside(path));
    const epoch = renewEpoch(replacement);
    expectSound(await examine(replacement, 'backup'), `the copy of ${file}`, 'look at the disk; nothing was changed');
    return { epoch, aside: replaceStore(path, replacement, new Date()) };
  } catch (error) {
    throw storeUnusable(path, error);
  } finally {
    rmSync(replacement, { force: true });
  }
}

export const restore: Operation = async (words, environment) => {
  const command = new Command('tockd restore')
    .description('Puts a backup in the place of the store, as another history. What was there is kept aside.')
    .argument('<file>', 'a backup')
    .option('--yes', 'do not ask');
  const { config } = readOptions(words, environment, version, command);
  const [name = ''] = command.args;
  const ask = command.opts<{ yes?: boolean }>().yes !== true;
  const file = resolve(name);
  const wanted = storeFile(config, 'restored');
  if (ask && !(process.stdin.isTTY && process.stderr.isTTY))
    throw new ConfigInvalid('restore replaces the store, and there is nobody to ask: --yes says that it may');
  const { counts, ...examined } = await examine(file, 'backup');
  expectSound({ counts, ...examined }, file, 'choose another backup; nothing was changed');
  const path = prepareReplacement(wanted);
  if (sameFile(file, path)) throw new StoreUnusable(`${file} is the store itself`, 'choose a backup');
  // From here on no server starts on it.
  const lock = lockStore(path);
  try {
    const contents = `${counted(counts.lists, 'list')} and ${counted(counts.commits, 'commit')}`;
    tellPeople(`${file} has ${contents}; ${await describe(path)}`);
    if (ask && !(await agrees(`put it in the place of ${path}?`))) {
      tellPeople('nothing was changed');
      return 1;
    }
    const { epoch, aside } = await exchange(file, path);
    tellPeople(`${path} is restored${aside === null ? '' : `; what was there is ${aside}`}`);
    tellScripts({ restored: path, from: file, epoch, aside });
    return 0;
  } finally {
    lock.release();
  }
};
