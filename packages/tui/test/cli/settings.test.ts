/** Settings, durations, colour: what is chosen where several have a say. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadSettings, type SettingFlags } from '../../src/cli/config.ts';
import { parseDuration } from '../../src/cli/duration.ts';
import { type ColorChoice, usesColor } from '../../src/output/color.ts';
import { temporaryFolder } from './support/memoryIo.ts';

interface Files {
  user?: string;
  project?: string;
}

async function load(flags: SettingFlags, environment: Record<string, string>, files: Files = {}) {
  const root = await temporaryFolder();
  const folder = join(root, 'project', 'deep', 'er');
  await mkdir(folder, { recursive: true });
  const userFile = join(root, 'config.toml');
  if (files.user !== undefined) await writeFile(userFile, files.user);
  if (files.project !== undefined) await writeFile(join(root, 'project', '.tock.toml'), files.project);
  const warnings: string[] = [];
  const outcome = await loadSettings(flags, { environment, userFile, folder, warn: (text) => warnings.push(text) });
  return { outcome, warnings };
}

describe('settings', () => {
  const user =
    'list = "user"\nserver = "https://user.example"\ntimeout = "3s"\nautostart = false\ntoken_file = "/user"\n';

  it.each([
    [{ list: 'flag' }, { TOCK_LIST: 'environment' }, { user, project: 'list = "project"' }, 'flag'],
    [{}, { TOCK_LIST: 'environment' }, { user, project: 'list = "project"' }, 'environment'],
    [{}, {}, { user, project: 'list = "project"' }, 'project'],
    [{}, {}, { user }, 'user'],
    [{}, { TOCK_LIST: '' }, {}, 'inbox'],
  ])('flags, environment, project, user, default: %j %j %j', async (flags, environment, files, list) => {
    const { outcome, warnings } = await load(flags, environment, files);
    expect(outcome).toMatchObject({ ok: true, value: { list } });
    expect(warnings).toEqual([]);
  });

  it('a project file sets its list and nothing else, and says so', async () => {
    const { outcome, warnings } = await load({}, {}, { project: 'server = "https://evil.example"\nlist = "here"' });
    expect(outcome).toMatchObject({ value: { list: 'here', server: null } });
    expect(warnings).toEqual([expect.stringContaining('server in vain')]);
  });

  it('everything of the user file is read', async () => {
    const { outcome } = await load({}, {}, { user });
    expect(outcome).toMatchObject({
      value: { server: 'https://user.example', timeoutMs: 3000, autostart: false, tokenFile: '/user' },
    });
  });

  it('a token of the environment is not put behind the token file of the user', async () => {
    const { outcome } = await load({}, { TOCK_TOKEN: 'tock_x' }, { user });
    expect(outcome).toMatchObject({ value: { token: 'tock_x', tokenFile: null } });
  });

  it.each([
    [{ user: 'list = 3' }, 'list'],
    [{ user: 'autostart = "no"' }, 'autostart'],
    [{ user: 'list = ' }, 'line 1'],
    [{ user: 'timeout = "never"' }, 'never'],
    [{ project: 'list = [1]' }, 'list'],
  ])('invalid: %j', async (files, named) => {
    const { outcome } = await load({}, {}, files);
    expect(outcome).toMatchObject({ ok: false, problem: { code: 'invalid', message: expect.stringContaining(named) } });
  });

  it('an unknown key of the user file is told', async () => {
    const { outcome, warnings } = await load({}, {}, { user: 'colour = "red"' });
    expect(outcome.ok).toBe(true);
    expect(warnings).toEqual([expect.stringContaining('colour')]);
  });
});

describe('durations', () => {
  it.each([
    ['10', 10_000],
    ['10s', 10_000],
    ['500ms', 500],
    ['2m', 120_000],
    ['1.5s', 1_500],
    ['24h', 86_400_000],
    ['0', null],
    ['25h', null],
    ['-1s', null],
    ['1e3', null],
    ['', null],
    ['ten', null],
  ])('%s is %s ms', (text, expected) => {
    expect(parseDuration(text)).toBe(expected);
  });
});

describe('colour', () => {
  // Every combination, in the order in which the sources have a say.
  const choices: ColorChoice[] = ['always', 'never', 'auto'];
  const cases = choices.flatMap((choice) =>
    [undefined, '', '1'].flatMap((noColor) =>
      [undefined, '0', '1'].flatMap((force) =>
        ['dumb', 'xterm'].flatMap((term) =>
          [true, false].map((terminal) => ({ choice, noColor, force, term, terminal })),
        ),
      ),
    ),
  );

  it.each(cases)('%j', ({ choice, noColor, force, term, terminal }) => {
    const environment = { NO_COLOR: noColor, FORCE_COLOR: force, TERM: term };
    const expected =
      choice !== 'auto'
        ? choice === 'always'
        : noColor === '1'
          ? false
          : force !== undefined
            ? force === '1'
            : term !== 'dumb' && terminal;
    expect(usesColor(choice, environment, terminal)).toBe(expected);
  });
});
