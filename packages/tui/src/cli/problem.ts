/** How a problem becomes text, JSON and an exit code. */
import { type Code, exitCodes, type Problem, retryable, sanitise } from '@tock/shared';
import type { Palette } from '../output/color.ts';
import { jsonText } from '../output/json.ts';

/** What a fault of tock's own is to the person who meets it; the stack is for `TOCK_LOG=debug`. */
export function faultProblem(fault: unknown): Problem {
  const message = fault instanceof Error && fault.message !== '' ? fault.message : 'something unexpected happened';
  return {
    code: 'internal',
    message: `a fault of tock: ${message.split('\n', 1).join('')}`,
    hint: 'run it again with TOCK_LOG=debug for the details, and report them',
  };
}

/** The outcome of a write that was interrupted: it may be stored, and is safe to run again. */
export function unknownProblem(message: string): Problem {
  return { code: 'unknown', message: `outcome unknown: ${message}` };
}

/** What to do about a problem; of a write whose outcome is unknown, its op is the answer. */
function hintOf({ code, hint }: Problem, op: string | null): string | null {
  if (code === 'unknown' && op !== null) return `run it again with --op ${op}: it is never stored twice`;
  return hint ?? null;
}

/** Two lines at most: what happened, what to do. */
export function problemText(problem: Problem, op: string | null, { bold, dim }: Palette): string {
  const hint = hintOf(problem, op);
  const message = `${bold('tock:')} ${sanitise(problem.message)}\n`;
  return hint === null ? message : `${message}      ${dim(sanitise(hint))}\n`;
}

/** One object, with every key always present. */
export function problemJson(problem: Problem, op: string | null): string {
  const { code, message } = problem;
  return jsonText({ error: { code, message, hint: hintOf(problem, op), retryable: retryable[code], op } });
}

/** The exit code for a problem. */
export function exitCodeOf(code: Code): number {
  return exitCodes[code];
}
