/** Exit codes and streams: what a script may rely on. */
import { createServer } from 'node:net';
import { codes, exitCodes, failure } from '@tock/shared';
import { describe, expect, it, onTestFinished } from 'vitest';
import { endless, run, start } from './support/memoryIo.ts';
import { always, pair } from './support/scripted.ts';

/** A port on which nobody listens. */
async function deadPort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((done) => probe.listen(0, '127.0.0.1', done));
  const address = probe.address();
  await new Promise((done) => probe.close(done));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

describe('exit codes', () => {
  it('0: a write is done when its receipt is here, and only the receipt is on stdout', async () => {
    const tock = await pair();
    const ran = await tock.run(['add', 'buy', 'milk']);
    expect(ran).toEqual({ code: 0, stdout: `${tock.todo(1).id}\t1\n`, stderr: '' });
    expect(tock.todo(1).title).toBe('buy milk');
  });

  it.each(codes.filter((code) => code !== 'shutting_down'))(
    'R9: the code %s has its exit code, as text and as JSON',
    async (code) => {
      const tock = await pair();
      tock.server.script.set('todo:add', always(failure(code, 'what happened', 'what to do')));
      const text = await tock.run(['add', '--op', 'x1', 'milk']);
      expect(text.code).toBe(exitCodes[code]);
      expect(text.stdout).toBe('');
      expect(text.stderr.split('\n')).toHaveLength(3);
      expect(text.stderr).toContain('what happened');

      const json = await tock.run(['add', '--json', '--op', 'x1', 'milk']);
      expect(json.code).toBe(exitCodes[code]);
      expect(json.stdout).toBe('');
      expect(Object.keys(JSON.parse(json.stderr).error)).toEqual(['code', 'message', 'hint', 'retryable', 'op']);
      expect(JSON.parse(json.stderr).error).toMatchObject({ code, message: 'what happened', op: 'x1' });
    },
  );

  it('1: ls -e found nothing', async () => {
    const tock = await pair();
    expect(await tock.run(['ls', '-e'])).toEqual({ code: 1, stdout: '', stderr: '' });
    expect(await tock.run(['ls', '--json'])).toEqual({ code: 0, stdout: '[]\n', stderr: '' });
  });

  it.each([
    [['add', 'buy', '-q', 'milk'], '--'],
    [['add', '--nope'], '--nope'],
    [['add', 'due:someday', 'x'], 'due:someday'],
    [['add', ''], 'empty'],
    [['add', '--op', 'a b', 'x'], 'op'],
    [['add', '--timeout', 'soon', 'x'], 'soon'],
    [['add', '-', 'milk'], 'every line'],
    [['add'], 'nothing to add'],
    [['edit', '1'], 'no words'],
    [['edit', '1', 'due:zz'], 'due:zz'],
    [['edit', '1', '--if-rev', 'x', 'y'], 'x'],
    [['done'], 'the number of a todo'],
    [['done', '1', '-'], '"-"'],
    [['done', `[{"id":"${'x'.repeat(80)}"}]`], 'names no todo'],
    [['done', 'a/1', 'b/2'], 'two lists'],
    [['show', '1', '2'], 'too many'],
    [['lsit'], 'list'],
    [['ls', '--sort', 'size'], 'size'],
    [['ls', '--fields', 'id,size'], 'size'],
    [['ls', 'due:zz'], 'due:zz'],
    [['lists', 'create', 'a/b'], '/'],
    [['lists', 'burn'], 'burn'],
    [['lists', 'archive'], 'one list'],
    [['lists', 'archive', 'a', 'b'], 'one list'],
    [['lists', 'archive', 'a'], '--yes'],
    [['mv', '1'], 'where to'],
    [['mv', '-'], 'where to'],
    [['mv', '1', '--top', '--before', '2'], 'one place'],
    [['mv', '1', 'groceries', '--bottom'], 'groceries'],
    [['mv', 'a/1', 'b/2', 'groceries'], 'two lists'],
    [['mv', '1', '--after', 'a/2'], 'two lists'],
    [['mv', '1', '--after', 'inbox/'], 'empty'],
    [['mv', '1', '--after'], '--after needs a value'],
    [['undo', 'milk'], 'milk'],
    [['undo', '1', '2'], 'too many'],
    [['redo', '1'], 'too many'],
    [['log', 'milk'], 'too many'],
    [['log', '--since', 'tomorrow'], 'tomorrow'],
    [['log', '-n', '0'], '"0"'],
    [['log', '--fields', 'id,size'], 'size'],
    [['who', 'a', 'b'], 'too many'],
    [['server', 'burn'], 'burn'],
    [['server', 'stop', '--server', 'http://127.0.0.1:9'], 'this machine'],
    [['watch', '--since', '7'], 'EPOCH:REV'],
    [['watch', '--state', '--since', 'a:1'], '--state'],
    [['watch', 'list:a'], 'one list'],
  ])('2: %j is refused with two lines, before anything is sent', async (argv, named) => {
    const tock = await pair();
    const { code, stdout, stderr } = await tock.run(argv);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(named);
    expect(stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
    expect(tock.server.received).toEqual([]);
  });

  it('3: nobody listens, so that certainly nothing is stored', async () => {
    const environment = { TOCK_SERVER: `http://127.0.0.1:${await deadPort()}`, TOCK_TOKEN: 'tock_test' };
    const add = await run(['add', '--timeout', '300ms', '--json', 'milk'], { environment });
    expect(add.code).toBe(3);
    expect(JSON.parse(add.stderr).error).toMatchObject({ code: 'unreachable', retryable: true });
    const ls = await run(['ls', '--timeout', '300ms'], { environment });
    expect(ls).toMatchObject({ code: 3, stdout: '' });
  });

  it('7: sent and never answered is unknown, and the op to run it again with is printed', async () => {
    const tock = await pair();
    tock.server.script.set('todo:add', () => {});
    const { code, stdout, stderr } = await tock.run(['add', '--timeout', '400ms', '--op', 'cron-7', 'milk']);
    expect({ code, stdout }).toEqual({ code: 7, stdout: '' });
    expect(stderr).toContain('--op cron-7');
  });

  it('7: cut after sending and never back is unknown, not unreachable', async () => {
    const tock = await pair();
    tock.server.script.set('todo:add', () => void tock.server.close());
    const { code } = await tock.run(['add', '--timeout', '800ms', 'milk']);
    expect(code).toBe(7);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s during a write is %i and prints the op', async (signal, expected) => {
    const tock = await pair();
    const arrived = Promise.withResolvers<void>();
    tock.server.script.set('todo:add', () => arrived.resolve());
    const running = await tock.start(['add', '--op', 'cron-8', 'milk']);
    await arrived.promise;
    running.signal(signal);
    const { code, stdout, stderr } = await running.ended;
    expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
    expect(stderr).toContain('outcome unknown');
    expect(stderr).toContain('--op cron-8');
  });

  it('SIGINT before a write is 130 and says nothing', async () => {
    const stdin = endless();
    onTestFinished(() => void stdin.destroy());
    const running = await start(['add', '-'], { stdin });
    running.signal('SIGINT');
    expect(await running.ended).toEqual({ code: 130, stdout: '', stderr: '' });
  });

  it('70: a fault is two lines without a stack, and the stack only when it is asked for', async () => {
    const stdin = endless();
    Object.defineProperty(stdin, 'isTTY', {
      get: () => {
        throw new Error('boom');
      },
      set: () => {},
    });
    const quiet = await run(['add', '-'], { stdin });
    expect(quiet.code).toBe(70);
    expect(quiet.stderr.trimEnd().split('\n')).toHaveLength(2);
    expect(quiet.stderr).not.toContain('at ');
    const loud = await run(['add', '-'], { stdin, environment: { TOCK_LOG: 'debug' } });
    expect(loud.code).toBe(70);
    expect(loud.stderr).toContain('at ');
  });
});
