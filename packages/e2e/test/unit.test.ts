/** What `tockd unit` prints, judged by the programs that read such files. */
import { spawnSync } from 'node:child_process';
import { realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { report } from '../src/measure.ts';
import { programs, root } from '../src/programs.ts';
import { openSandbox } from '../src/sandbox.ts';
import { tools } from '../src/tools.ts';

const ways: [string, string[]][] = [
  ['as it is', []],
  ['on port 443 with TLS', ['--host', '0.0.0.0', '--port', '443', '--tls-cert', 'c.pem', '--tls-key', 'k.pem']],
  ['with data elsewhere', ['--data-dir', '/srv/tock data', '--runtime-file', '/run/tock/server.json']],
  ['with words that need escapes', ['--allow-host', '$HOME', '--allow-host', '%h "a" ; b', '--store', 'memory:']],
];

function print(words: string[], folder: string) {
  const sandbox = openSandbox(onTestFinished);
  const run = spawnSync(process.execPath, [programs.tockd, 'unit', ...words], {
    env: sandbox.environment,
    encoding: 'utf8',
    cwd: folder,
  });
  return { sandbox, ...run };
}

describe.skipIf(!tools.systemdAnalyze)('with systemd-analyze', () => {
  test.each(ways)('the unit %s is taken without a word, and exposes little', (_, words) => {
    const { sandbox, stdout, status } = print(words, root);
    expect(status).toBe(0);
    const unit = join(sandbox.home, 'tockd.service');
    writeFileSync(unit, stdout);
    const analyze = (...given: string[]) =>
      spawnSync('systemd-analyze', [...given, unit], { encoding: 'utf8', env: sandbox.environment });
    const verified = analyze('verify', '--man=no');
    expect([verified.status, verified.stdout, verified.stderr]).toEqual([0, '', '']);
    const [, exposure = '10'] =
      /exposure level[^:]*: ([\d.]+)/.exec(analyze('security', '--offline=true', '--no-pager').stdout) ?? [];
    report('exposure', exposure);
    expect(Number(exposure)).toBeLessThan(2);
  });
});

describe.skipIf(!tools.python)('with plistlib', () => {
  test.each(ways)('the property list %s is read as it was meant', (_, words) => {
    const { stdout, sandbox } = print(['--launchd', ...words], root);
    const read = 'import json, plistlib, sys; print(json.dumps(plistlib.loads(sys.stdin.buffer.read())))';
    const run = spawnSync('/usr/bin/python3', ['-c', read], {
      input: stdout,
      encoding: 'utf8',
      env: sandbox.environment,
    });
    const list = JSON.parse(run.stdout);
    expect(list.ProgramArguments.slice(0, 2)).toEqual([realpathSync(process.execPath), realpathSync(programs.tockd)]);
    expect(list.ProgramArguments).toEqual(expect.arrayContaining(words.filter((word) => !word.endsWith('.pem'))));
    expect(list.KeepAlive).toEqual({ SuccessfulExit: false });
  });
});
