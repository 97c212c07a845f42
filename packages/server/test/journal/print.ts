/** Lines on stdout for the test that started this process. */

/** Resolves when the line has left the process, so that a kill does not take it back. */
export function print(line: string): Promise<void> {
  return new Promise((resolve) => process.stdout.write(`${line}\n`, () => resolve()));
}
