/** `tockd verify [FILE]`: a line for each problem of the store, of what its server has in memory, or of a backup; then what was looked at. */
import { resolve } from 'node:path';
import { sanitise } from '@tock/shared';
import { Command } from 'commander';
import { ConfigInvalid, readOptions } from '../config.ts';
import { StoreUnusable } from '../journal/journal.ts';
import { expectFile, readStore } from '../journal/storeReader.ts';
import { type Verification, verifyStore } from '../verification/verifyStore.ts';
import { version } from '../version.ts';
import { askMemory } from './askMemory.ts';
import type { Operation } from './operations.ts';
import { counted, storeFile } from './stores.ts';

function summaryOf(path: string, { problems, counts, compared }: Verification, silence: string | null): string {
  const { lists, commits, letGo, snapshots } = counts;
  const parts = [
    counted(lists, 'list'),
    counted(commits, 'commit'),
    ...(letGo === 0 ? [] : [`${letGo} that were let go`]),
    counted(snapshots, 'snapshot'),
    ...(compared === null ? [] : [`${counted(compared, 'list')} in the memory of the server`]),
  ];
  const memory = silence === null ? '' : `; memory was not compared: ${silence}`;
  return `${path}: ${counted(problems.length, 'problem')} in ${parts.join(', ')}${memory}`;
}

export const verify: Operation = async (words, environment) => {
  const command = new Command('tockd verify')
    .description('Checks every commit, chain and snapshot of the store, or of a backup; and the memory of the server.')
    .argument('[file]', 'a backup; without it, the store of these options')
    .option('--url <url>', 'where the server of this store listens, when no runtime file says so');
  const { config } = readOptions(words, environment, version, command);
  const [name] = command.args;
  const { url = null } = command.opts<{ url?: string }>();
  if (name !== undefined && url !== null) throw new ConfigInvalid('a backup has no server: give a file, or --url');
  if (url !== null && !URL.canParse(url)) throw new ConfigInvalid('--url is not a URL');
  const path = name === undefined ? storeFile(config, 'verified') : resolve(name);
  expectFile(path, name === undefined ? 'store' : 'backup');
  // The memory first: what it has is stored, so that the store, which is looked at later, has it too.
  const told = name === undefined ? await askMemory(config, url) : null;
  if (told?.kind === 'silent' && url !== null) throw new StoreUnusable(told.why, 'look at --url and --data-dir');
  const report = told?.kind === 'told' ? told.report : null;
  const verification = await readStore(path, (reader) => verifyStore(reader, report));
  const silence = told?.kind === 'silent' ? told.why : null;
  const lines = [...verification.problems, sanitise(summaryOf(path, verification, silence))];
  process.stdout.write(`${lines.join('\n')}\n`);
  return verification.problems.length === 0 ? 0 : 1;
};
