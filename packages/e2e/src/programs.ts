/** Where the built programs are. */
import { fileURLToPath } from 'node:url';

const fromPackages = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

export const programs = {
  tock: fromPackages('tui/bin/tock.js'),
  tockd: fromPackages('server/bin/tockd.js'),
} as const;

/** The top folder of the project. */
export const root = fileURLToPath(new URL('../../../', import.meta.url));
