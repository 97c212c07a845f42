/** The sandbox of the unit, as far as it can be tried without systemd: the calls that tockd makes are calls that it may make. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { programs } from '../src/programs.ts';
import { openSandbox } from '../src/sandbox.ts';
import { openServiceManager } from '../src/serviceManager.ts';
import { tock } from '../src/tock.ts';
import { startServer } from '../src/tockd.ts';
import { tools } from '../src/tools.ts';

/** The calls of a group, and of the groups in it. */
function callsOf(group: string): string[] {
  const { stdout } = spawnSync('systemd-analyze', ['--no-pager', 'syscall-filter', group], { encoding: 'utf8' });
  return stdout
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^@?[a-z]/.test(line) && line !== group)
    .flatMap((line) => (line.startsWith('@') ? callsOf(line) : [line]));
}

/** Which calls a unit allows: a list adds, one with `~` takes away. */
function allowedBy(unit: string): Set<string> {
  const allowed = new Set<string>();
  for (const [, not, groups = ''] of unit.matchAll(/^SystemCallFilter=(~?)(.*)$/gm)) {
    for (const call of groups.split(' ').flatMap(callsOf)) {
      if (not === '~') allowed.delete(call);
      else allowed.add(call);
    }
  }
  return allowed;
}

describe.skipIf(!tools.systemdAnalyze || !tools.strace || !tools.python)('with systemd-analyze and strace', () => {
  test('whatever tockd and systemd-notify ask of the kernel passes the filter of the unit', async () => {
    const sandbox = openSandbox(onTestFinished);
    const manager = await openServiceManager(sandbox, 400);
    const trace = join(sandbox.home, 'trace');
    const server = await startServer(sandbox, {
      wrapper: ['strace', '-D', '-f', '-e', 'signal=none', '-o', trace, '--'],
      environment: { ...manager.environment, NODE_DISABLE_COMPILE_CACHE: '1' },
    });
    const { client: environment } = server;
    expect(await tock(sandbox, ['add', 'milk'], { environment })).toMatchObject({ code: 0 });
    expect(await tock(sandbox, ['done', '1'], { environment })).toMatchObject({ code: 0 });
    if (tools.systemdNotify) await manager.alive(2);
    expect(await server.end('SIGTERM')).toMatchObject({ code: 0 });

    const { stdout } = spawnSync(process.execPath, [programs.tockd, 'unit'], {
      env: sandbox.environment,
      encoding: 'utf8',
    });
    const allowed = allowedBy(stdout);
    expect(allowed.size).toBeGreaterThan(100);
    const lines = readFileSync(trace, 'utf8').split('\n');
    const made = new Set(lines.flatMap((line) => /^\d+ +([a-z]\w*)\(/.exec(line)?.[1] ?? []));
    expect(made.size).toBeGreaterThan(30);
    expect([...made].filter((call) => !allowed.has(call))).toEqual([]);
  });
});
