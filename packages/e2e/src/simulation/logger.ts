/** The log of a simulated server: a line of the trace for what is worth a line. */
import type { RequestDependencies } from '../../../server/src/doors/requests.ts';

type Logger = RequestDependencies['log'];

export function logTo(tell: (line: string) => void): Logger {
  const line = (fields: { error?: unknown }, message: string) => tell(`${message}: ${fields.error}`);
  // The door calls these alone; a whole logger would write somewhere.
  return { error: line, warn: line, info: () => {}, debug: () => {} } as unknown as Logger;
}
