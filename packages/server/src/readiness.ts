/** Whether a server may be given requests: it is not going away, and its store takes writes, which a write proves. */
import { failure, type Problem } from '@tock/shared';
import type { Logger } from 'pino';
import type { Journal } from './journal/journal.ts';

/** For how long a proof counts: whoever asks more often writes no more often. In milliseconds. */
const COUNTS = 2_000;
/** How long the store may take for it. */
const PATIENCE = 2_000;

const going = failure('shutting_down', 'the server is going away and takes nothing new', 'try again in a moment');
const full = failure('storage_full', 'the store has no room', 'make room on its disk');
const silent = failure('unreachable', 'the store does not answer in time', 'look at its disk');
const failed = failure('internal', 'the store cannot be written', "the server's log says why");

/** What readiness is read from. */
export interface ReadinessDependencies {
  journal: Pick<Journal, 'probe'>;
  /** Whether the server is going away, or is about to. */
  leaving(): boolean;
  log: Logger;
}

export class Readiness {
  readonly #dependencies: ReadinessDependencies;
  #proof: Promise<Problem | null> | null = null;
  /** Whether the last proof found it ready. */
  #wasReady = true;

  constructor(dependencies: ReadinessDependencies) {
    this.#dependencies = dependencies;
  }

  /** Why no request should come, or null. Those who ask at the same time share one proof. */
  async problem(): Promise<Problem | null> {
    const { leaving } = this.#dependencies;
    if (leaving()) return going.problem;
    this.#proof ??= this.#prove();
    const found = await Promise.race([this.#proof, timeout()]);
    this.#note(found);
    return leaving() ? going.problem : found;
  }

  async #prove(): Promise<Problem | null> {
    const { journal, log } = this.#dependencies;
    const proof = await journal.probe().then(
      (answer) => (answer === 'full' ? full.problem : null),
      (error: unknown) => {
        log.warn({ error }, 'the store cannot be written');
        return failed.problem;
      },
    );
    setTimeout(() => {
      this.#proof = null;
    }, COUNTS).unref();
    return proof;
  }

  /** Whoever reads the log learns when it changes, not each time that somebody asks. */
  #note(problem: Problem | null): void {
    const isReady = problem === null;
    if (isReady === this.#wasReady) return;
    this.#wasReady = isReady;
    if (problem === null) this.#dependencies.log.info('ready again');
    else this.#dependencies.log.warn({ code: problem.code }, 'not ready');
  }
}

function timeout(): Promise<Problem> {
  return new Promise((resolve) => setTimeout(() => resolve(silent.problem), PATIENCE).unref());
}
