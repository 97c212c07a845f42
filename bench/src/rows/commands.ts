/** What a command takes from its start to its end: beside Node itself, and beside the commands of others with the same todos. */
import { spawnSync } from 'node:child_process';
import { buildStore, fillList, startOn } from '../../../packages/e2e/src/growth/data.ts';
import { programs } from '../../../packages/e2e/src/programs.ts';
import type { Bench } from '../bench.ts';
import { type Goal, type Line, ratio } from '../figures/line.ts';
import { interleave, type Side } from '../rounds.ts';
import { taskwarrior, todoTxt } from './otherCommands.ts';

const TODOS = 10_000;

/** A program and its words, to be run as they stand. */
export interface Command {
  words: readonly string[];
  environment: Readonly<Record<string, string>>;
}

/** Runs a command to its end, its output through a pipe, and answers with the time that took. Throws when it fails. */
function run({ words: [program = '', ...words], environment }: Command): number {
  const began = performance.now();
  const { status, stderr } = spawnSync(program, words, {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  const milliseconds = performance.now() - began;
  if (status !== 0) throw new Error(`${program} ${words.join(' ')} ended with ${status}: ${stderr}`);
  return milliseconds;
}

/** A line of the table: one of ours, beside one of theirs. */
type Beside = readonly [what: string, against: string, goal: Goal | null];

export async function commands(bench: Bench): Promise<Line[]> {
  const { sandbox, quick, rounds } = bench;
  let list = '';
  const dataDir = await buildStore(sandbox, 'commands', async (building) => {
    [list = ''] = await building.lists(1);
    await fillList(building, list, TODOS);
  });
  const { server } = await startOn(sandbox, dataDir);
  const environment = { ...sandbox.environment, ...server.client, TOCK_LIST: list };
  const tock = (...words: string[]): Command => ({ words: [process.execPath, programs.tock, ...words], environment });
  const [task, todo] = [taskwarrior(sandbox, TODOS), todoTxt(sandbox, TODOS)];
  const all: Record<string, Command> = {
    'node -e 0': { words: [process.execPath, '-e', '0'], environment: sandbox.environment },
    'tock --version': tock('--version'),
    'tock add': tock('add', 'buy oat milk and bread'),
    'tock ls': tock('ls'),
    'tock status': tock('status'),
    ...task,
    ...todo,
  };
  const sides = Object.entries(all).map(
    ([name, command]): Side<string, 'milliseconds'> => [name, async () => ({ milliseconds: run(command) })],
  );
  const measured = await interleave(quick ? 3 : Math.max(15, rounds), sides);
  const besides: Beside[] = [
    ['tock --version', 'node -e 0', ratio('at most', 1.6)],
    ['tock add', 'node -e 0', ratio('at most', 2.5)],
    ['tock add', 'task add', null],
    ['tock add', 'todo.sh add', null],
    ['tock ls', 'task list', ratio('below', 1)],
    ['tock ls', 'todo.sh ls', null],
    ['tock ls', 'node -e 0', null],
    ['tock status', 'node -e 0', ratio('at most', 1.8)],
  ];
  return besides.map(([what, against, goal]) => {
    const there = against in all;
    return {
      ...{ what: `\`${what}\`, ${TODOS} todos`, unit: 'ms', tock: measured(what, 'milliseconds') },
      ...{ against: `\`${against}\`${there ? '' : ', not installed'}`, other: measured(against, 'milliseconds') },
      ...{ goal: there ? goal : null, generator: null },
    };
  });
}
