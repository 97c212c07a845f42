/** Makes the context of a run from its options, its environment and its files. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type Outcome, success } from '@tock/shared';
import { colorChoices } from '../output/color.ts';
import { type Form, Output } from '../output/output.ts';
import { pathsOf } from '../paths.ts';
import { loadSettings, type Settings } from './config.ts';
import { Context } from './context.ts';
import type { Io } from './io.ts';
import type { Options, Verb } from './verb.ts';

/** What a verb that stands alone gets for settings: it asks for none. */
const NO_SETTINGS: Settings = {
  server: null,
  tokenFile: null,
  token: null,
  list: 'inbox',
  timeoutMs: null,
  autostart: false,
};

/** Reads the settings and makes what the verb works with; nothing is connected yet. */
export async function setUp(io: Io, verb: Verb, options: Options): Promise<Outcome<Context>> {
  const output = new Output(io, { form: formOf(io, options), color: colorOf(options) });
  const paths = pathsOf(io.environment, homeOf(io));
  const settings = verb.standsAlone === true ? success(NO_SETTINGS) : await readSettings();
  if (!settings.ok) return settings;
  const chosen = settings.value;
  const open = async () => {
    const { openConnection } = await import('./open.ts');
    return openConnection(chosen, io.environment, paths);
  };
  return success(new Context({ io, output, paths, settings: chosen, op: options.text('op'), open }));

  function readSettings(): Promise<Outcome<Settings>> {
    const flags = {
      server: options.text('server'),
      tokenFile: options.text('tokenFile'),
      list: options.text('list'),
      timeout: options.text('timeout'),
    };
    const userFile = join(paths.config, 'config.toml');
    const { environment, folder } = io;
    return loadSettings(flags, { environment, userFile, folder, warn: (message) => output.note(message) });
  }
}

function formOf({ stdout }: Io, options: Options): Form {
  if (options.flag('json')) return 'json';
  if (options.flag('quiet')) return 'ids';
  return stdout.isTTY === true ? 'terminal' : 'plain';
}

function colorOf(options: Options): (typeof colorChoices)[number] {
  if (options.denied('color')) return 'never';
  return colorChoices.find((choice) => choice === options.text('color')) ?? 'auto';
}

/** The home folder; without any, a place in which nothing can be written, so that what needs one says so. */
function homeOf({ environment }: Io): string {
  const home = environment.HOME;
  if (home !== undefined && home !== '') return home;
  try {
    return homedir();
  } catch {
    return '/nonexistent';
  }
}
