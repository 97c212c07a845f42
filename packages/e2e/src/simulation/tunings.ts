/** Numbers of tock that a simulation makes small, so that short runs meet what else takes thousands of commits. */
import type { Patch } from './bundle.ts';

const server = 'packages/server/src';

export const tunings: readonly Patch[] = [
  { file: `${server}/snapshotWriter.ts`, find: 'const TAIL_COMMITS = 1_000;', replace: 'const TAIL_COMMITS = 6;' },
  { file: `${server}/ledgers.ts`, find: 'const IDLE = 10 * 60_000;', replace: 'const IDLE = 40;' },
  { file: `${server}/ledger.ts`, find: 'const TAIL_PAGE = { limit: 1_000,', replace: 'const TAIL_PAGE = { limit: 3,' },
  {
    file: `${server}/journal/sharedReads.ts`,
    find: 'const SLICE = { limit: 1_000,',
    replace: 'const SLICE = { limit: 3,',
  },
  { file: `${server}/journal/keyvJournal.ts`, find: 'const DISCARDED = 128;', replace: 'const DISCARDED = 2;' },
  { file: `${server}/thinning.ts`, find: 'const PAGE = { limit: 512,', replace: 'const PAGE = { limit: 2,' },
  { file: `${server}/blocks.ts`, find: 'const BLOCK = 512;', replace: 'const BLOCK = 4;' },
];
