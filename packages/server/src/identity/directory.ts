/** The directory in memory: one ledger, read by everyone who asks what may be done, changed like any other list. */
import { DIRECTORY, type DirectoryChange, type DirectoryState, type Outcome } from '@tock/shared';
import { Ledger, type LedgerDependencies } from '../ledger.ts';
import type { Landed, LedgerRequest } from '../listRules.ts';
import { directoryRules } from './directoryRules.ts';

export class Directory {
  readonly #ledger: Ledger<DirectoryState, DirectoryState, DirectoryChange>;

  private constructor(ledger: Ledger<DirectoryState, DirectoryState, DirectoryChange>) {
    this.#ledger = ledger;
  }

  static async load(dependencies: LedgerDependencies): Promise<Directory> {
    return new Directory(await Ledger.load(DIRECTORY, directoryRules, dependencies));
  }

  /** People, devices and lists as they are durable. Read it at once; never keep or change it. */
  get state(): DirectoryState {
    return this.#ledger.state;
  }

  submit(request: LedgerRequest<DirectoryState, DirectoryChange>): Promise<Outcome<Landed<DirectoryChange>>> {
    return this.#ledger.submit(request);
  }

  /** How much waits for it. */
  get waiting(): { readonly requests: number; readonly bytes: number } {
    return this.#ledger.waiting;
  }

  settled(): Promise<void> {
    return this.#ledger.settled();
  }

  /** Writes a snapshot where it is worth it; for a clean stop. */
  rest(): Promise<void> {
    return this.#ledger.rest();
  }
}
