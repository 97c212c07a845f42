/** Stdin as data: lines with a limit that holds before they fill memory. */
import { failure, type Outcome, success } from '@tock/shared';
import type { Input } from './io.ts';

/** A line that was kept. */
export interface Line {
  /** From 1, blank lines counted. */
  number: number;
  text: string;
}

/** How much of stdin is read. */
export interface ReadLimits {
  lines: number;
  bytes: number;
}

/**
 * Reads lines of UTF-8 to the end. `keep` takes from a line what matters, or null to skip it. `too_large` as soon as a
 * limit is passed, `invalid` for what is no text: either way nothing was done.
 */
export async function readLines(
  stdin: Input,
  limits: ReadLimits,
  keep: (line: string) => string | null,
): Promise<Outcome<Line[]>> {
  const lines: Line[] = [];
  let number = 0;
  const take = (line: string) => {
    number += 1;
    const text = keep(line);
    if (text !== null) lines.push({ number, text });
    return number <= limits.lines;
  };
  const tooMany = () =>
    failure('too_large', `stdin has more than ${limits.lines} lines`, 'split it, or raise --limit-lines');

  let rest = '';
  const pieces = readText(stdin, limits.bytes);
  for await (const piece of pieces) {
    if (!piece.ok) return piece;
    const [first = '', ...more] = piece.value.split('\n');
    rest += first;
    for (const next of more) {
      if (!take(rest)) return tooMany();
      rest = next;
    }
  }
  return rest === '' || take(rest) ? success(lines) : tooMany();
}

/** Reads all of stdin as one text of at most `bytes` bytes. */
export async function readAll(stdin: Input, bytes: number): Promise<Outcome<string>> {
  let text = '';
  for await (const piece of readText(stdin, bytes)) {
    if (!piece.ok) return piece;
    text += piece.value;
  }
  return success(text);
}

async function* readText(stdin: Input, bytes: number): AsyncGenerator<Outcome<string>> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (chunk?: Buffer): Outcome<string> => {
    try {
      return success(chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true }));
    } catch {
      return failure('invalid', 'stdin is not UTF-8 text', 'convert it first, as with iconv -t utf-8');
    }
  };
  let read = 0;
  try {
    for await (const chunk of stdin) {
      const buffer = Buffer.from(chunk);
      read += buffer.length;
      if (read > bytes) return yield failure('too_large', `stdin is larger than ${bytes} bytes`, 'split it into parts');
      yield decode(buffer);
    }
    yield decode();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    yield failure('invalid', `stdin cannot be read${code}`, 'give it a file or a pipe');
  }
}
