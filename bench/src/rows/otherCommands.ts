/** The commands of others, where they are installed, with as many todos of the same titles. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { added } from '../../../packages/e2e/src/growth/data.ts';
import type { Sandbox } from '../../../packages/e2e/src/sandbox.ts';
import { todoProgram } from '../figures/machine.ts';
import type { Command } from './commands.ts';

/** The n-th of their todos. */
const todoOf = (index: number) => added('other', index + 1);

/** `task add` and `task list`; nothing when Taskwarrior is not installed. */
export function taskwarrior(sandbox: Sandbox, todos: number): Record<string, Command> {
  if (spawnSync('task', ['--version']).status !== 0) return {};
  const folder = join(sandbox.home, 'taskwarrior');
  mkdirSync(folder);
  const settings = join(folder, 'taskrc');
  // It asks nothing and answers no questions of its own; all else is as it comes.
  writeFileSync(settings, `data.location=${folder}\nconfirmation=off\nnews.version=99.0.0\n`);
  const environment = { ...sandbox.environment, TASKRC: settings, TASKDATA: folder };
  const entries = Array.from({ length: todos }, (_, index) => {
    const { title, tags } = todoOf(index);
    return JSON.stringify({ description: title, tags, status: 'pending', entry: '20261120T100000Z' });
  });
  const imported = spawnSync('task', ['import', '-'], { env: environment, input: `[${entries.join(',')}]` });
  if (imported.status !== 0) throw new Error(`task import: ${imported.stderr}`);
  return {
    'task add': { words: ['task', 'add', 'buy oat milk and bread'], environment },
    'task list': { words: ['task', 'list'], environment },
  };
}

/** `todo.sh add` and `todo.sh ls`; nothing when todo.txt is not installed. */
export function todoTxt(sandbox: Sandbox, todos: number): Record<string, Command> {
  const program = todoProgram();
  if (program === null) return {};
  const folder = join(sandbox.home, 'todo.txt');
  mkdirSync(folder);
  const settings = join(folder, 'config');
  const files = ['TODO_FILE=todo.txt', 'DONE_FILE=done.txt', 'REPORT_FILE=report.txt', 'TMP_FILE=todo.tmp'];
  const lines = files.map((file) => `export ${file.replace('=', `=${folder}/`)}`);
  writeFileSync(settings, `export TODO_DIR=${folder}\n${lines.join('\n')}\n`);
  const titles = Array.from({ length: todos }, (_, index) => todoOf(index).title);
  writeFileSync(join(folder, 'todo.txt'), `${titles.join('\n')}\n`);
  const { environment } = sandbox;
  return {
    'todo.sh add': { words: [program, '-d', settings, 'add', 'buy oat milk and bread'], environment },
    'todo.sh ls': { words: [program, '-d', settings, 'ls'], environment },
  };
}
