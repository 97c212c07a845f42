import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { programs } from '../src/programs.ts';
import { openSandbox, type Sandbox } from '../src/sandbox.ts';
import { type Run, tock } from '../src/tock.ts';
import { type Server, type ServerOptions, startServer } from '../src/tockd.ts';
import { heedingModes, tools } from '../src/tools.ts';

// Its end is registered while the file is read: within `beforeAll` it would be too late.
const sandbox = openSandbox(afterAll);
let server: Server;

beforeAll(async () => {
  server = await startServer(sandbox);
  for (const title of ['milk', 'bread']) await tock(sandbox, ['add', title], { environment: server.client });
});

/** Two lines at most, in words, without a trace of the program, and nothing on stdout. */
function expectWords(run: Run, code: number): void {
  expect({ code: run.code, stdout: run.stdout }, run.stderr).toEqual({ code, stdout: '' });
  const lines = run.stderr.trimEnd().split('\n');
  expect(lines.length, run.stderr).toBeLessThanOrEqual(2);
  expect(run.stderr.trim()).not.toBe('');
  expect(run.stderr).not.toMatch(/\n\s+at |Error:|node:internal|\[object |undefined/);
}

const table: [what: string, code: number, words: string[], input?: string][] = [
  ['an unknown verb', 2, ['explode']],
  ['an unknown flag', 2, ['ls', '--explode']],
  ['a flag after words', 2, ['add', 'milk', '--done-now']],
  ['nothing to add', 2, ['add']],
  ['an empty title', 2, ['add', '']],
  ['blanks for a title', 2, ['add', '--', '   ']],
  ['a title of only a tag', 2, ['add', '+home']],
  ['a title too long', 2, ['add', '--', 'x'.repeat(501)]],
  ['a title of combining marks', 2, ['add', '--', `e${'\u0301'.repeat(10_000)}`]],
  ['a control character', 2, ['add', '--', 'a\u001b[31mred']],
  ['a newline', 2, ['add', '--', 'two\nlines']],
  ['a mark that reverses text', 2, ['add', '--', 'abc\u202edef']],
  ['a date that is none', 2, ['add', 'milk', 'due:2026-02-30']],
  ['an op with blanks', 2, ['add', '--op', 'two words', 'milk']],
  ['an op too long', 2, ['add', '--op', 'x'.repeat(129), 'milk']],
  ['a timeout that is none', 2, ['ls', '--timeout', 'soon']],
  ['a number that no todo has', 5, ['done', '99']],
  ['an id that no todo has', 5, ['done', 'zzzz']],
  ['a text in place of a reference', 5, ['rm', 'milk']],
  ['a list that is not there', 5, ['add', '-l', 'nowhere', 'milk']],
  ['a list that is not there, read', 5, ['ls', '-l', 'nowhere']],
  ['references to nothing', 2, ['done']],
  ['an edit of nothing', 2, ['edit']],
  ['a bad line of stdin', 2, ['add', '-'], 'good\nbad\u0000\n'],
  ['a revision that is none', 2, ['watch', '--since', 'yesterday-ish:x']],
];

describe('what is wrong is said in two lines, with its code', () => {
  for (const [what, code, words, input] of table) {
    test(`${what}: ${code}`, async () => {
      const environment = server.client;
      expectWords(await tock(sandbox, words, input === undefined ? { environment } : { environment, input }), code);
    });
  }

  test('as JSON it is one object on stderr, and stdout stays empty', async () => {
    const run = await tock(sandbox, ['done', '99', '--json'], { environment: server.client });
    expect(run).toMatchObject({ code: 5, stdout: '' });
    expect(JSON.parse(run.stderr)).toMatchObject({
      error: { code: 'not_found', message: expect.any(String), retryable: false },
    });
  });

  test('nothing of this was stored', async () => {
    const { stdout } = await tock(sandbox, ['ls', '--json', '-a'], { environment: server.client });
    expect(JSON.parse(stdout).map(({ title }: { title: string }) => title)).toEqual(['milk', 'bread']);
  });
});

describe('what is wrong around it', () => {
  test('a wrong token: 4, and the token is not repeated', async () => {
    const environment = { TOCK_SERVER: server.url, TOCK_TOKEN: 'tock_wrongwrongwrongwrongwrongwrong' };
    const run = await tock(sandbox, ['ls'], { environment });
    expectWords(run, 4);
    expect(run.stderr).not.toContain('wrongwrong');
  });

  test('a token without a server: 2', async () => {
    expectWords(await tock(sandbox, ['ls'], { environment: { TOCK_TOKEN: 'tock_abc' } }), 2);
  });

  test('nobody listens: 3', async () => {
    const environment = { ...server.client, TOCK_SERVER: 'http://127.0.0.1:9' };
    expectWords(await tock(sandbox, ['add', 'milk'], { environment }), 3);
  });

  test('a web server that is no tockd is not taken for one', async () => {
    const other = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi');
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void other.close());
    const address = other.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const environment = { ...server.client, TOCK_SERVER: `http://127.0.0.1:${address.port}` };
    expectWords(await tock(sandbox, ['add', '--timeout', '2s', 'milk'], { environment }), 3);
  });

  test('auto-start switched off: 3, and none is started', async () => {
    const own = openSandbox(onTestFinished);
    expectWords(await tock(own, ['ls'], { environment: { TOCK_AUTOSTART: '0' } }), 3);
    expect(own.running('tockd.js')).toEqual([]);
  });

  test('settings that are no TOML: 2', async () => {
    const own = openSandbox(onTestFinished);
    mkdirSync(join(own.home, '.config', 'tock'), { recursive: true });
    writeFileSync(join(own.home, '.config', 'tock', 'config.toml'), 'list = [');
    expectWords(await tock(own, ['ls']), 2);
  });

  test('an output that nobody reads to its end: 0 and silence', async () => {
    const command = `${process.execPath} ${programs.tock} ls | head -1; exit \${PIPESTATUS[0]}`;
    const run = spawnSync('bash', ['-c', command], {
      env: { ...sandbox.environment, ...server.client },
      encoding: 'utf8',
    });
    expect({ status: run.status, stderr: run.stderr }).toEqual({ status: 0, stderr: '' });
  });
});

describe('a server that cannot start says why, in two lines', () => {
  async function failing(
    own: Sandbox,
    words: readonly string[],
    where: Pick<ServerOptions, 'dataDir' | 'wrapper'> = {},
  ): Promise<string> {
    const started = startServer(own, { words, ...where });
    const error = await started.then(
      () => null,
      (reason: Error) => reason,
    );
    const said = (error?.message ?? 'it started').replace('tockd ended before it listened: ', '').trimEnd();
    expect(said.split('\n').length, said).toBeLessThanOrEqual(2);
    expect(said).not.toMatch(/\n\s+at |node:internal/);
    return said;
  }

  test('its port is taken', async () => {
    expect(await failing(openSandbox(onTestFinished), ['--port', String(server.port)])).toMatch(/port \d+ .*taken/);
  });

  test('its store is in use by another server', async () => {
    expect(await failing(openSandbox(onTestFinished), [], { dataDir: server.dataDir })).toContain(String(server.pid));
  });

  test('its data folder cannot be made', async () => {
    const own = openSandbox(onTestFinished);
    writeFileSync(join(own.home, 'file'), '');
    expect(await failing(own, [], { dataDir: join(own.home, 'file', 'data') })).toContain('file');
  });

  test.skipIf(!tools.modes)('its data folder is not its to write', async () => {
    const own = openSandbox(onTestFinished);
    const dataDir = join(own.home, 'data');
    mkdirSync(dataDir, { mode: 0o500 });
    const said = await failing(own, [], { dataDir, wrapper: heedingModes });
    expect(said).toContain(dataDir);
    expect(said).toContain('may not write');
  });

  test('R10: its database is damaged: never taken for empty', async () => {
    const own = openSandbox(onTestFinished);
    mkdirSync(join(own.home, 'server'), { mode: 0o700 });
    writeFileSync(join(own.home, 'server', 'tock.db'), 'x'.repeat(16_384));
    expect(await failing(own, [])).toContain('tock.db');
  });

  test('its database is another program’s', async () => {
    const own = openSandbox(onTestFinished);
    mkdirSync(join(own.home, 'server'), { mode: 0o700 });
    const other = new DatabaseSync(join(own.home, 'server', 'tock.db'));
    other.exec('CREATE TABLE bookmarks (url TEXT); PRAGMA user_version = 9999');
    other.close();
    expect(await failing(own, [])).toContain('tock.db');
  });

  test('it would listen beyond this machine without TLS', async () => {
    expect(await failing(openSandbox(onTestFinished), ['--host', '0.0.0.0'])).toContain('--tls-cert');
  });
});

test('whoever sets DEBUG gets neither a token nor a todo out of the server or a command', async () => {
  const sandbox = openSandbox(onTestFinished);
  const environment = { DEBUG: '*' };
  const server = await startServer(sandbox, { environment });
  const run = await tock(sandbox, ['add', 'a secret wish'], { environment: { ...server.client, ...environment } });
  expect(run).toMatchObject({ code: 0, stderr: '' });
  await server.end('SIGTERM');
  expect(server.log()).toContain('"level":');
  for (const secret of [server.token, 'a secret wish']) expect(server.log().includes(secret)).toBe(false);
});
