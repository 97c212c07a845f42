import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { programs } from '../src/programs.ts';
import { openSandbox, type Sandbox } from '../src/sandbox.ts';
import { openTerminal, type Terminal } from '../src/terminal.ts';
import { openPane } from '../src/tmux.ts';
import { tock } from '../src/tock.ts';
import { startServer } from '../src/tockd.ts';
import { tools } from '../src/tools.ts';

const endings: [what: string, code: number, end: (terminal: Terminal, pid: number) => void][] = [
  ['q', 0, (terminal) => terminal.type('q')],
  ['Ctrl-C', 0, (terminal) => terminal.type('\u0003')],
  ['SIGINT', 130, (_, pid) => process.kill(pid, 'SIGINT')],
  ['SIGTERM', 143, (_, pid) => process.kill(pid, 'SIGTERM')],
  ['SIGHUP', 129, (_, pid) => process.kill(pid, 'SIGHUP')],
];

/** A shell that notes how the terminal is set before and after tock, and the code of tock. */
const noting = `stty -a > before; "$@"; echo $? > code; stty -a > after; echo finished`;

function openNoting(sandbox: Sandbox, environment: Readonly<Record<string, string>> = {}): Terminal {
  return openTerminal(sandbox, { environment, command: ['sh', '-c', noting, 'sh', process.execPath, programs.tock] });
}

const readNote = (sandbox: Sandbox, name: string) => readFileSync(join(sandbox.home, name), 'utf8');

/** Every mode that the program set is set back: the last word on each is "off", for the cursor and for wrapping "on". */
function expectModesLeft(written: string): void {
  const modes = new Map<string, string>();
  for (const [, numbers = '', state = ''] of written.matchAll(/\u001b\[\?([\d;]+)([hl])/g)) {
    for (const number of numbers.split(';')) modes.set(number, state);
  }
  modes.delete('2026');
  for (const usual of ['25', '7']) {
    expect(modes.get(usual) ?? 'h').toBe('h');
    modes.delete(usual);
  }
  expect([...modes].filter(([, state]) => state !== 'l')).toEqual([]);
  expect(written).not.toContain('\u001b[3J');
  expect(written).not.toContain('\u001bc');
}

describe('the terminal is as it was, however tock ends', () => {
  for (const [what, code, end] of endings) {
    test(`by ${what}`, async () => {
      const sandbox = openSandbox(onTestFinished);
      await tock(sandbox, ['add', 'milk']);
      const terminal = openNoting(sandbox);
      await terminal.waitFor('● live');
      expect(terminal.alternate).toBe(true);
      const [program] = sandbox.running('tock.js').filter(({ command }) => !command.startsWith('sh '));
      end(terminal, program?.pid ?? 0);
      await terminal.waitFor('finished');
      await terminal.exited;
      expect(terminal.alternate).toBe(false);
      expect(readNote(sandbox, 'after')).toBe(readNote(sandbox, 'before'));
      expect(Number(readNote(sandbox, 'code'))).toBe(code);
      expectModesLeft(terminal.written());
    });
  }

  test('by q while the server is gone', async () => {
    const sandbox = openSandbox(onTestFinished);
    const server = await startServer(sandbox);
    const terminal = openNoting(sandbox, server.client);
    await terminal.waitFor('● live');
    await server.end('SIGKILL');
    await terminal.waitFor(/reconnecting|offline/i);
    terminal.type('q');
    await terminal.waitFor('finished');
    expect(readNote(sandbox, 'after')).toBe(readNote(sandbox, 'before'));
    expectModesLeft(terminal.written());
  });

  test('a server that does not know the token is named on the ordinary screen', async () => {
    const sandbox = openSandbox(onTestFinished);
    const server = await startServer(sandbox);
    const terminal = openNoting(sandbox, { TOCK_SERVER: server.url, TOCK_TOKEN: 'tock_wrongwrongwrongwrong' });
    await terminal.waitFor(/token/);
    if (terminal.alternate) terminal.type('q');
    await terminal.waitFor('finished');
    expect(terminal.alternate).toBe(false);
    expect(readNote(sandbox, 'after')).toBe(readNote(sandbox, 'before'));
  });
});

describe.skipIf(!tools.tmux)('in tmux', () => {
  test('the alternate screen is left, the cursor shown, the mouse let go', async () => {
    const sandbox = openSandbox(onTestFinished);
    const pane = openPane(sandbox, { columns: 80, rows: 24 });
    pane.type(`${process.execPath} ${programs.tock}`);
    pane.keys('Enter');
    await pane.waitFor('● live');
    expect(pane.flag('alternate_on')).toBe('1');
    pane.type('a');
    pane.type('water the plants');
    pane.keys('Enter');
    await pane.waitFor('1 open');
    pane.keys('Escape');
    // An escape with a key close behind would be read as one key.
    await pane.waitFor('space done');
    pane.type('q');
    await pane.waitFor(/^[$#] ?$/m);
    const flags = ['alternate_on', 'cursor_flag', 'mouse_any_flag'].map((name) => pane.flag(name));
    expect(flags).toEqual(['0', '1', '0']);
  });
});
