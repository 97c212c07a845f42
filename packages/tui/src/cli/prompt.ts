/** One question to the person, asked only where a person is. */
import type { Io } from './io.ts';

/** Whether there is a person to ask: stdin and stderr are terminals. */
export function canPrompt({ stdin, stderr }: Io): boolean {
  return stdin.isTTY === true && stderr.isTTY === true;
}

/** Asks on stderr and answers with the line; null when the input ended without one. */
export async function prompt({ stdin, stderr }: Io, question: string): Promise<string | null> {
  stderr.write(question);
  // Loaded when somebody is asked: most commands never do.
  const { createInterface } = process.getBuiltinModule('node:readline');
  // The terminal itself edits the line, so that an interrupt stays a signal.
  const lines = createInterface({ input: stdin, terminal: false });
  try {
    for await (const line of lines) return line;
    return null;
  } finally {
    lines.close();
  }
}

/** Asks for a yes: everything else, and the end of the input, is a no. */
export async function confirm(io: Io, question: string): Promise<boolean> {
  const answer = await prompt(io, question);
  return answer !== null && /^y(es)?$/i.test(answer.trim());
}
