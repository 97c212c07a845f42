/** Runs the commands of a transcript one after another in one shell, as a person would. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { Sandbox } from '../sandbox.ts';

/** What each command said, line by line, both streams as they came; a last line `[n]` is a code other than 0. */
export async function runInShell(
  sandbox: Sandbox,
  commands: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<string[][]> {
  const mark = randomUUID();
  const script = commands.map((command) => `${command}\nprintf '\\n%s %s\\n' ${mark} $?\n`).join('');
  const shell = spawn('bash', ['-c', `exec 2>&1\n${script}`], {
    cwd: sandbox.home,
    env: { ...sandbox.environment, ...environment },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let said = '';
  shell.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  await new Promise((resolve, reject) => shell.on('close', resolve).on('error', reject));
  const parts = said.split(new RegExp(`\\n${mark} (\\d+)\\n`));
  return commands.map((_, index) => {
    const [text = '', code = 'none'] = parts.slice(index * 2);
    // A line of HTTP ends with CR LF.
    const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
    return code === '0' ? lines : [...lines, `[${code}]`];
  });
}
