/** The container, without Docker: its Dockerfile replayed in folders, and what comes out of it run alone. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { type Run, replayDockerfile } from '../src/dockerfile.ts';
import { freePort } from '../src/freePort.ts';
import { programs, root } from '../src/programs.ts';
import { openSandbox, type Sandbox } from '../src/sandbox.ts';
import { tock } from '../src/tock.ts';
import { until } from '../src/until.ts';

/** The packages are there already: those of the lock that this project has installed, and its own from the build's folder. */
function installPackages(folder: string): void {
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, '@tock'), { recursive: true });
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (name !== '@tock') symlinkSync(join(root, 'node_modules', name), join(modules, name));
  }
  for (const name of readdirSync(join(root, 'node_modules', '@tock')))
    symlinkSync(join(folder, 'packages', name), join(modules, '@tock', name));
}

const replay =
  (sandbox: Sandbox): Run =>
  (command, stage) => {
    const folder = join(stage.folder, stage.workdir);
    if (command.startsWith('npm ci ')) {
      // Every package.json that the lock names has to be there by now, or `npm ci` would refuse.
      const { workspaces }: { workspaces: string[] } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
      for (const name of workspaces) expect(existsSync(join(folder, name, 'package.json')), name).toBe(true);
      return installPackages(folder);
    }
    if (command.startsWith('install -d ')) {
      expect(command).toContain('-o node -g node -m 0700');
      return void mkdirSync(join(stage.folder, command.split(' ').at(-1) ?? ''), { recursive: true, mode: 0o700 });
    }
    const run = spawnSync('sh', ['-c', command], { cwd: folder, env: sandbox.environment, encoding: 'utf8' });
    // A file that the build lacks may cost no more than a warning: nothing of the kind is passed over.
    expect([command, run.status, run.stderr]).toEqual([command, 0, '']);
  };

/** An instruction in the form of JSON. */
function words(text: string | undefined): string[] {
  return JSON.parse(/\[.*\]$/.exec(text ?? '')?.[0] ?? '[]');
}

test('what the last stage has is enough: it serves, says whether it is healthy, keeps its data, and stops when asked', async () => {
  const sandbox = openSandbox(onTestFinished);
  const stage = replayDockerfile(join(sandbox.home, 'image'), replay(sandbox));
  expect(readdirSync(join(stage.folder, 'opt/tock/server')).toSorted()).toEqual(['bin', 'dist', 'package.json']);
  expect(stage.settings.get('USER')).toBe('node');
  expect(stage.settings.get('STOPSIGNAL')).toBe('SIGTERM');
  const { TOCKD_DATA_DIR: data = '' } = stage.environment;
  expect(stage.settings.get('VOLUME')).toBe(data);

  const port = String(await freePort());
  const inFolder = (path: string) => (path.startsWith('/opt/') ? join(stage.folder, path) : path);
  const environment = { ...stage.environment, TOCKD_DATA_DIR: join(stage.folder, data), TOCKD_PORT: port };
  const start = (instruction: string, more: Record<string, string>) => {
    const [program = '', ...rest] = words(stage.settings.get(instruction)).map(inFolder);
    expect(program).toBe('node');
    const { TOCK_SANDBOX = '' } = sandbox.environment;
    return spawn(process.execPath, rest, { cwd: '/', env: { ...environment, ...more, TOCK_SANDBOX }, stdio: 'pipe' });
  };
  const ended = (child: ReturnType<typeof start>) =>
    new Promise<{ code: number | null; stderr: string }>((resolve) => {
      let stderr = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        stderr += text;
      });
      child.on('close', (code) => resolve({ code, stderr }));
    });
  // As it is, it listens to nobody beyond the container without being told that this is meant.
  expect(await ended(start('ENTRYPOINT', {}))).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--insecure'),
  });

  const meant = { TOCKD_INSECURE: '1' };
  for (const round of [1, 2]) {
    const server = start('ENTRYPOINT', meant);
    const exit = ended(server);
    const lines: string[] = [];
    createInterface(server.stdout).on('line', (line) => lines.push(line));
    await until('tockd to listen', () => lines.length > 0, 30_000);
    const client = {
      TOCK_SERVER: `http://127.0.0.1:${port}`,
      TOCK_TOKEN_FILE: join(environment.TOCKD_DATA_DIR, 'credentials.json'),
    };
    expect(await tock(sandbox, ['add', `todo ${round}`], { environment: client })).toMatchObject({ code: 0 });
    const listed = await tock(sandbox, ['ls'], { environment: client });
    expect(listed.stdout.trim().split('\n')).toHaveLength(round);
    // The route may be on its way still; then the check has to say so, and not that all is well.
    const ready = (await fetch(`http://127.0.0.1:${port}/readyz`)).status === 200;
    expect((await ended(start('HEALTHCHECK', meant))).code).toBe(ready ? 0 : 1);
    server.kill('SIGTERM');
    expect(await exit).toMatchObject({ code: 0 });
  }
  expect((await ended(start('HEALTHCHECK', meant))).code).toBe(1);
  const version = (program: string) =>
    spawnSync(process.execPath, [program, '--version'], { encoding: 'utf8', env: sandbox.environment }).stdout;
  // The same build as outside: clients that were made with it fit.
  expect(version(join(stage.folder, 'opt/tock/server/bin/tockd.js'))).toBe(version(programs.tockd));
});
