/** What every backend of the journal has to do. A new backend runs these tests, and nothing in them knows which it is. */
import { describe } from 'vitest';
import { appendAcceptance } from './appendAcceptance.ts';
import { cursorAcceptance } from './cursorAcceptance.ts';
import { discardAcceptance } from './discardAcceptance.ts';
import { identityAcceptance } from './identityAcceptance.ts';
import { probeAcceptance } from './probeAcceptance.ts';
import { readAcceptance } from './readAcceptance.ts';
import { snapshotAcceptance } from './snapshotAcceptance.ts';
import type { Prepare } from './testStore.ts';

/** Runs the acceptance tests on the backend that `prepare` makes empty stores of. */
export function journalAcceptance(name: string, prepare: Prepare): void {
  describe(`the journal on ${name}`, () => {
    appendAcceptance(prepare);
    readAcceptance(prepare);
    snapshotAcceptance(prepare);
    discardAcceptance(prepare);
    cursorAcceptance(prepare);
    identityAcceptance(prepare);
    probeAcceptance(prepare);
  });
}
