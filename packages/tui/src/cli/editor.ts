/** The person's editor on a text, in a file that nobody else can read. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failure, type Outcome, success } from '@tock/shared';
import type { Context } from './context.ts';

/** A text that came back from the editor. */
export interface Edited {
  text: string;
  /** Where it stays until it is discarded. */
  path: string;
  discard(): Promise<void>;
}

/** Opens `$VISUAL`, `$EDITOR` or vi, and waits. `refused` when it failed: then nothing is to be changed. */
export async function openEditor(context: Context, text: string): Promise<Outcome<Edited>> {
  const { environment } = context.io;
  const editor = [environment.VISUAL, environment.EDITOR].find((each) => each !== undefined && each !== '') ?? 'vi';
  // The folder is 0700, so that the file is private before it has any content.
  const folder = await mkdtemp(join(tmpdir(), 'tock-'));
  const path = join(folder, 'todo.txt');
  const discard = () => rm(folder, { recursive: true, force: true });
  await writeFile(path, text, { mode: 0o600 });

  const { heeds } = context;
  context.heeds = ['SIGTERM', 'fault'];
  try {
    // Through the shell, as every program does: the variable may hold options too. The path is an argument, never code.
    const child = spawn('/bin/sh', ['-c', `${editor} "$1"`, 'tock', path], { stdio: 'inherit' });
    const [code] = await once(child, 'exit');
    if (code !== 0) {
      await discard();
      return failure('refused', `the editor failed (${editor}): nothing was changed`, 'set EDITOR to one that works');
    }
  } finally {
    context.heeds = heeds;
  }
  return success({ text: (await readFile(path, 'utf8')).replaceAll('\r\n', '\n'), path, discard });
}
