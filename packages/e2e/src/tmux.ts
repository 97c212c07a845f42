/** A real terminal multiplexer, with a server of its own: it answers what a bare terminal is asked, and knows its modes. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Sandbox } from './sandbox.ts';
import { until } from './until.ts';

export interface Pane {
  /** Presses keys, named as tmux names them. */
  keys(...keys: string[]): void;
  /** Types text as it stands. */
  type(text: string): void;
  screen(): string;
  /** What tmux knows of the pane, by its name: `alternate_on`, `cursor_flag`, `mouse_any_flag`. */
  flag(name: string): string;
  waitFor(what: string | RegExp, withinMs?: number): Promise<void>;
}

/** Opens a pane with a shell in it. */
export function openPane(sandbox: Sandbox, size: { columns: number; rows: number }): Pane {
  const socket = join(sandbox.home, 'tmux.socket');
  const tmux = (...words: string[]): string => {
    const { stdout, stderr, status } = spawnSync('tmux', ['-f', '/dev/null', '-S', socket, ...words], {
      cwd: sandbox.home,
      env: sandbox.environment,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`tmux ${words[0]}: ${stderr}`);
    return stdout;
  };
  sandbox.atEnd(() => {
    spawnSync('tmux', ['-S', socket, 'kill-server'], { env: sandbox.environment });
  });
  tmux('new-session', '-d', '-s', 'pane', '-x', String(size.columns), '-y', String(size.rows), 'sh');
  const screen = () => tmux('capture-pane', '-p', '-t', 'pane');
  return {
    keys: (...keys) => void tmux('send-keys', '-t', 'pane', ...keys),
    type: (text) => void tmux('send-keys', '-t', 'pane', '-l', text),
    screen,
    flag: (name) => tmux('display-message', '-p', '-t', 'pane', `#{${name}}`).trim(),
    async waitFor(what, withinMs) {
      const matches = (text: string) => (typeof what === 'string' ? text.includes(what) : what.test(text));
      await until(`the pane to show ${what}`, () => matches(screen()), withinMs);
    },
  };
}
