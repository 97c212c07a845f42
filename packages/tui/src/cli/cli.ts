/** bin tock: runs one verb; the only place where an outcome becomes text, JSON and an exit code. */
import { type Outcome, type Problem, sanitiseBlock, success } from '@tock/shared';
import { palette, usesColor } from '../output/color.ts';
import { version } from '../version.ts';
import { chooseVerb } from './arguments.ts';
import { generalHelp, parseVerb, unknownVerb } from './command.ts';
import type { Context } from './context.ts';
import type { Interruption, Io } from './io.ts';
import { exitCodeOf, faultProblem, problemJson, problemText, unknownProblem } from './problem.ts';
import { setUp } from './setUp.ts';
import { findVerb } from './verbs.ts';

/** How a run came to its end. */
type Ending =
  | { kind: 'outcome'; outcome: Outcome<number> }
  | { kind: 'interrupted'; signal: Interruption }
  | { kind: 'fault'; fault: unknown };

const SIGNAL_CODES: Record<Interruption, number> = { SIGINT: 130, SIGTERM: 143 };

/** Where a run keeps what its end must know, however it ends. */
interface Run {
  argv: readonly string[];
  io: Io;
  context: Context | null;
}

/** Runs `tock` with these arguments (those after the program's name). Answers with the exit code; never throws. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  const run: Run = { argv, io, context: null };
  const { promise: cutShort, resolve: cut } = Promise.withResolvers<Ending>();
  const stops = [
    io.onSignal((signal) => {
      if (run.context?.heeds.includes(signal) !== false) cut({ kind: 'interrupted', signal });
    }),
    io.onFault((fault) => {
      if (run.context?.heeds.includes('fault') !== false) cut({ kind: 'fault', fault });
    }),
  ];
  const finished = invoke(run).then(
    (outcome): Ending => ({ kind: 'outcome', outcome }),
    (fault: unknown): Ending => ({ kind: 'fault', fault }),
  );
  const ending = await Promise.race([finished, cutShort]);
  const code = await conclude(run, ending);
  run.context?.close();
  for (const stop of stops) stop();
  return code;
}

/** Finds the verb, reads its arguments, runs it. */
async function invoke(run: Run): Promise<Outcome<number>> {
  const { verb: name, rest } = chooseVerb(run.argv);
  if (name === null && rest.some((argument) => argument === '-h' || argument === '--help'))
    return print(run, generalHelp());
  if (name === null && rest.some((argument) => argument === '-V' || argument === '--version')) {
    return print(run, `tock ${version}\n`);
  }
  const found = name === null ? await bareVerb(run) : findVerb(name);
  if (found === null) return { ok: false, problem: unknownVerb(name ?? '') };

  const { verb } = await found.row.load();
  const parsed = parseVerb(found.name, verb, rest);
  if (parsed.kind === 'problem') return { ok: false, problem: parsed.problem };
  if (parsed.kind === 'help') return print(run, parsed.text);
  const context = await setUp(run.io, verb, parsed.input.options);
  if (!context.ok) return context;
  run.context = context.value;
  return verb.run(context.value, parsed.input);
}

/** Without a verb: the TUI where a person sits, the list where a program reads. */
async function bareVerb({ argv, io }: Run): Promise<ReturnType<typeof findVerb>> {
  const forPrograms = argv.some((argument) => ['--json', '-q', '--quiet'].includes(argument));
  if (io.stdout.isTTY !== true || forPrograms) return findVerb('ls');
  return { name: '', row: { aliases: [], summary: '', load: () => import('../commands/app.ts') } };
}

/** Ends a run: says what there is to say, lets the output reach its reader, and finds the code. */
async function conclude(run: Run, ending: Ending): Promise<number> {
  const { io, context } = run;
  const inFlight = context?.inFlight === true;
  if (ending.kind === 'interrupted') {
    if (inFlight) report(run, unknownProblem('interrupted before the server confirmed'));
    return SIGNAL_CODES[ending.signal];
  }
  if (ending.kind === 'fault') {
    if (io.environment.TOCK_LOG === 'debug') io.stderr.write(`${sanitiseBlock(stackOf(ending.fault))}\n`);
    return report(
      run,
      inFlight ? unknownProblem('tock failed before the server confirmed') : faultProblem(ending.fault),
    );
  }
  if (!ending.outcome.ok) return report(run, ending.outcome.problem);
  await new Promise((done) => io.stdout.write('', done));
  const failure = context?.output.failure ?? null;
  if (failure === null) return ending.outcome.value;
  const code = report(run, { code: 'internal', message: `the output cannot be written: ${failure.message}` });
  // What was stored is stored, whoever could not be told.
  return context?.begun === null ? code : ending.outcome.value;
}

/** Tells a problem on stderr; answers with its exit code. */
function report({ argv, io, context }: Run, problem: Problem): number {
  const op = context?.begun ?? null;
  const options = argv.includes('--') ? argv.slice(0, argv.indexOf('--')) : argv;
  const shades = context?.output.noteShades ?? palette(usesColor('auto', io.environment, io.stderr.isTTY === true));
  io.stderr.write(options.includes('--json') ? `${problemJson(problem, op)}\n` : problemText(problem, op, shades));
  return exitCodeOf(problem.code);
}

function stackOf(fault: unknown): string {
  return fault instanceof Error ? (fault.stack ?? fault.message) : String(fault);
}

/** Help and the version: text for whoever asked, and nothing else to do. */
function print({ io }: Run, text: string): Outcome<number> {
  io.stdout.on('error', () => {});
  io.stdout.write(text);
  return success(0);
}
