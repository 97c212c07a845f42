/** Follows the chain of one list, and says where it breaks: once, at the place that is wrong, and not at all that come after. */
import { CHAIN_START, chain } from '@tock/shared';

/** What a chain value looks like. */
const CHAIN_VALUE = /^[A-Za-z0-9_-]{22}$/;

export class ChainCheck {
  #stored = CHAIN_START;
  /** What the value before would be if the stored one were wrong; null where that is not known. */
  #computed: string | null = CHAIN_START;

  /** A revision of which only the chain value is left. Says whether it can be one. */
  letGo(h: string): boolean {
    this.#stored = h;
    this.#computed = null;
    return CHAIN_VALUE.test(h);
  }

  /** Revisions are missing: whatever comes next cannot be judged. */
  missed(): void {
    this.#computed = null;
    this.#stored = '';
  }

  /** Whether a commit follows from the one before. */
  follows(h: string, body: string): boolean {
    const unknown = this.#stored === '' && this.#computed === null;
    const before = this.#computed === null ? null : chain(this.#computed, body);
    const fits = unknown || h === chain(this.#stored, body) || h === before;
    this.#stored = h;
    // A value that does not fit may be wrong itself, or its commit is: the next one shows which.
    this.#computed = fits ? h : before;
    return fits;
  }
}
