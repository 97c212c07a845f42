/** The log: lines of JSON, in which an error says what failed and where, and never what somebody typed. */
import { sanitise } from '@tock/shared';
import { type DestinationStream, type Logger, pino } from 'pino';

/** An error, as a line of the log tells it. */
export interface DescribedError {
  name: string;
  code?: string;
  message: string;
  /** Where it was thrown, without the message, which a stack repeats. */
  stack?: string;
  cause?: DescribedError;
}

/** How long a message may be, how many lines a stack has, and how many causes are told. */
const MOST_TEXT = 500;
const MOST_FRAMES = 20;
const MOST_CAUSES = 3;

/** A line of a stack that is one: a message of several lines may look alike, but does not end in a place. */
const FRAME = /^\s+at .*(?::\d+:\d+\)?|<anonymous>\)?|\(native\))$/;

const shorten = (text: string) => sanitise(text.slice(0, MOST_TEXT));

/** The message, without what some errors repeat of their input. */
function messageOf(error: Error): string {
  // The parser of JSON shows a piece of the text, in double quotes.
  if (error instanceof SyntaxError) return shorten(error.message.replace(/(?:\.\.\.)?".*"(?:\.\.\.)?/s, '…'));
  // A schema names keys that it does not know, and may show values.
  if ('issues' in error && Array.isArray(error.issues)) {
    const issues: unknown[] = error.issues;
    return `not valid in ${issues.length} places`;
  }
  return shorten(error.message);
}

function framesOf({ message, stack = '' }: Error): string {
  const behind = message === '' ? 0 : Math.max(0, stack.indexOf(message)) + message.length;
  const frames = stack
    .slice(behind)
    .split('\n')
    .filter((line) => FRAME.test(line));
  return frames
    .slice(0, MOST_FRAMES)
    .map((line) => sanitise(line.trim()))
    .join('\n');
}

/** Describes whatever was thrown. Properties beside name, code and message are left out: they carry requests. */
export function describeError(error: unknown, causes = MOST_CAUSES): DescribedError {
  if (!(error instanceof Error)) return { name: 'not an error', message: `a value of type ${typeof error} was thrown` };
  const { name, cause } = error;
  const code = 'code' in error ? error.code : undefined;
  const stack = framesOf(error);
  return {
    name: shorten(name),
    ...(typeof code === 'string' || typeof code === 'number' ? { code: shorten(String(code)) } : {}),
    message: messageOf(error),
    ...(stack === '' ? {} : { stack }),
    ...(cause === undefined || causes === 0 ? {} : { cause: describeError(cause, causes - 1) }),
  };
}

export function createLog(level: string, destination: DestinationStream): Logger {
  return pino(
    { level, base: null, errorKey: 'error', serializers: { error: (error: unknown) => describeError(error) } },
    destination,
  );
}

/** How many lines of one second are written of what strangers can bring about. */
const MOST_A_SECOND = 50;

/**
 * Lines about what others did wrong: whoever does it all the time fills neither the disk nor the loop. What is left out is
 * counted, and said a second later.
 */
export class RefusalLog {
  readonly #log: Pick<Logger, 'info'>;
  readonly #most: number;
  #written = 0;
  #leftOut = 0;
  #second: NodeJS.Timeout | null = null;

  constructor(log: Pick<Logger, 'info'>, mostASecond = MOST_A_SECOND) {
    this.#log = log;
    this.#most = mostASecond;
  }

  write(fields: Readonly<Record<string, unknown>>, message: string): void {
    this.#second ??= setTimeout(() => this.#begin(), 1_000).unref();
    if (this.#written >= this.#most) {
      this.#leftOut += 1;
      return;
    }
    this.#written += 1;
    this.#log.info(fields, message);
  }

  #begin(): void {
    this.#second = null;
    this.#written = 0;
    const leftOut = this.#leftOut;
    this.#leftOut = 0;
    if (leftOut > 0) this.#log.info({ leftOut }, 'more was refused in this second');
  }
}
