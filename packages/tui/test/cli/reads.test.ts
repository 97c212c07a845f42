/** The verbs that read: what is found, in which order, for whom; and what tock does without a verb. */
import { describe, expect, it } from 'vitest';
import { verbs } from '../../src/cli/verbs.ts';
import { run } from './support/memoryIo.ts';
import { pair, reading } from './support/scripted.ts';

describe('ls', () => {
  it('prints open todos; -a all but removed ones; done ones newest first', async () => {
    const tock = await pair('one', 'two', 'three', 'four');
    const { inbox } = tock.server;
    const { id, title } = tock.todo(2);
    inbox.commit('d', [{ type: 'todo_completed', id, title }]);
    inbox.commit('r', [{ type: 'todo_removed', id: tock.todo(4).id, title: 'four' }]);
    const titles = async (...argv: string[]) =>
      (await tock.run(['ls', ...argv])).stdout.split('\n').flatMap((line) => line.split('\t')[6] ?? []);
    expect(await titles()).toEqual(['one', 'three']);
    expect(await titles('-a')).toEqual(['one', 'two', 'three']);
    expect(await titles('done')).toEqual(['two']);
    expect(await titles('removed')).toEqual(['four']);
    expect(await titles('--sort', '-n')).toEqual(['three', 'one']);
    expect(await titles('thr')).toEqual(['three']);
    expect(await titles('-A')).toEqual(['one', 'three']);
    expect((await tock.run(['ls', '-q', 'one'])).stdout).toBe(`${tock.todo(1).id}\n`);
    expect((await tock.run(['ls', '--fields', 'n,title'])).stdout).toBe('1\tone\n3\tthree\n');
    expect((await tock.run(['ls', '--json', '--fields', 'n,title', 'one'])).stdout).toBe('[{"n":1,"title":"one"}]\n');
  });

  it('10,000 todos are printed whole', async () => {
    const tock = await pair();
    tock.server.inbox.add(
      'many',
      Array.from({ length: 10_000 }, (_, index) => ({ title: `todo ${index}` })),
    );
    const { stdout } = await tock.run(['ls']);
    expect(stdout.split('\n')).toHaveLength(10_001);
  });

  it('says on stderr, and only there, that a person finds nothing', async () => {
    const tock = await pair();
    const ran = await tock.run(['ls'], { terminals: ['stdout', 'stderr'] });
    expect(ran).toMatchObject({ code: 0, stdout: '' });
    expect(ran.stderr).toContain('nothing found');
  });
});

describe('show', () => {
  it('prints notes of several lines, safe, for people; one record for a pipe; everything as JSON', async () => {
    const tock = await pair('one');
    reading(tock, { ...tock.todo(1), notes: 'first\n\u001b[2Jsecond' });
    const people = await tock.run(['show', '1', '--no-color'], { terminals: ['stdout', 'stderr'] });
    expect(people.stdout).toContain('  first\n  ^[[2Jsecond\n');
    expect((await tock.run(['show', '1'])).stdout.split('\t')).toHaveLength(7);
    expect(JSON.parse((await tock.run(['show', '1', '--json'])).stdout)).toMatchObject({
      n: 1,
      notes: 'first\n\u001b[2Jsecond',
      history: [],
    });
  });
});

describe('without a verb', () => {
  it('stdout not a terminal: the same as ls', async () => {
    const tock = await pair('one');
    expect(await tock.run([])).toEqual(await tock.run(['ls']));
    expect(await tock.run(['--json'], { terminals: ['stdin', 'stdout', 'stderr'] })).toEqual(
      await tock.run(['ls', '--json']),
    );
  });

  it('only stdin not a terminal: exit 2 with words', async () => {
    const ran = await run([], { terminals: ['stdout', 'stderr'] });
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain('tock ls');
  });

  it('TERM=dumb: exit 2 with words', async () => {
    const ran = await run([], { terminals: ['stdin', 'stdout', 'stderr'], environment: { TERM: 'dumb' } });
    expect(ran).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('help', () => {
  it.each([...verbs.keys()])('%s begins with examples, on stdout', async (name) => {
    const ran = await run([name, '--help']);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toMatch(/^Examples:\n {2}\S/);
    expect(ran.stdout).toContain(`Usage: tock ${name}`);
    expect(await run(['help', name])).toEqual(ran);
  });

  it('every topic is there, and nothing is needed for it: no server, no settings that can be read', async () => {
    for (const topic of ['words', 'when', 'filters', 'references', 'exit-codes', 'settings']) {
      const ran = await run(['help', topic], { environment: { TOCK_TIMEOUT: 'never' } });
      expect(ran).toMatchObject({ code: 0, stderr: '' });
    }
    expect((await run(['help', 'nope'])).code).toBe(5);
    expect((await run(['--help'])).stdout).toBe((await run(['help'])).stdout);
    expect((await run(['--version'])).stdout).toMatch(/^tock \d/);
  });
});

describe('status', () => {
  it('never starts a server: offline is exit 0, with -e exit 3', async () => {
    const offline = await run(['status', '--json'], { environment: { TOCK_AUTOSTART: '1' } });
    expect(JSON.parse(offline.stdout)).toEqual({
      running: false,
      pid: null,
      url: null,
      version: null,
      store: null,
      list: 'inbox',
      place: 'local, this machine only',
    });
    expect(offline.code).toBe(0);
    expect((await run(['status', '-e'])).code).toBe(3);
    const server = await run(['server', 'status', '--json']);
    expect(server.code).toBe(3);
    expect(JSON.parse(server.stdout)).toEqual({ running: false, pid: null, url: null, version: null, store: null });
  });

  it('asks a named server for its hello and nothing more', async () => {
    const tock = await pair();
    const hello = {
      name: 'tockd',
      version: '1.2.3',
      protocol: 1,
      pid: 77,
      connections: 0,
      store: 'memory:',
      proof: null,
    };
    tock.server.plain = (request, response) => {
      expect(request.headers.authorization).toBeUndefined();
      response.end(JSON.stringify(hello));
    };
    const ran = await tock.run(['status', '--json']);
    expect(JSON.parse(ran.stdout)).toMatchObject({ running: true, pid: 77, version: '1.2.3' });
    expect(tock.server.handshakes).toEqual([]);
  });
});

describe('a place where nothing can be written', () => {
  it('no home that is there: no stack trace, and the right code', async () => {
    const environment = { HOME: '/dev/null/home', TOCK_AUTOSTART: '1' };
    for (const argv of [['add', 'milk'], ['ls'], ['server', 'start']]) {
      const ran = await run(argv, { environment });
      expect(ran.code).toBe(1);
      expect(ran.stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
    }
    expect((await run(['status'], { environment })).code).toBe(0);
  });
});
