/** `tockd unit`: prints how the service manager of this machine runs this installation, with what it is told. */
import { realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { readOptions } from '../config.ts';
import { version } from '../version.ts';
import { serviceOf } from './installation.ts';
import { launchdPlist } from './launchdPlist.ts';
import type { Operation } from './operations.ts';
import { atHome, SYSTEM_DATA, systemdUnit } from './systemdUnit.ts';

export const unit: Operation = async (words, environment) => {
  const command = new Command('tockd unit')
    .description('Prints a systemd unit that runs this tockd with the options that are given.')
    .option('--launchd', 'a property list for launchd in place of the unit');
  const read = readOptions(words, environment, version, command);
  const { launchd = false } = command.opts<{ launchd?: boolean }>();
  const programs = { node: realpathSync(process.execPath), tockd: realpathSync(process.argv[1] ?? '') };
  if (launchd) {
    const home = environment.HOME ?? homedir();
    process.stdout.write(launchdPlist(serviceOf(read, programs, join(home, 'Library/Application Support/tock')), home));
    return 0;
  }
  process.stdout.write(systemdUnit(serviceOf(read, programs, SYSTEM_DATA)));
  const hidden = [programs.node, programs.tockd].find(atHome);
  if (hidden !== undefined)
    process.stderr.write(
      `tockd: ${hidden} lies where people live\n  see that the user tock may read it, or install in /opt\n`,
    );
  return 0;
};
