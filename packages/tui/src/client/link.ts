/** Keeps one session to the server alive: attempts, full jitter between them, and the state that people see. */
import { failure, type Outcome, type Problem, success } from '@tock/shared';
import type { ConnectionState } from './client.ts';
import { Listeners } from './listeners.ts';
import { unreachable } from './problems.ts';
import type { Dial, Refusal, Resolve, Session, SessionEvents } from './session.ts';

export interface LinkOptions {
  resolve: Resolve;
  dial: Dial;
  /** For how many milliseconds refused connections are retried for a request of which nothing was ever sent. */
  refusedForMs: number;
  /** A number in [0, 1). */
  random: () => number;
}

/** The first pause between attempts is at most this long, in milliseconds; each later one at most twice the one before … */
const FIRST_PAUSE_MS = 100;
/** … up to this. */
const LONGEST_PAUSE_MS = 5_000;

/** Full jitter: a random pause, so that clients of a server that restarts do not come back together. */
export function pauseBefore(attempt: number, random: () => number): number {
  return random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(attempt, 16));
}

/** The longest time a timer of the runtime can wait, in milliseconds. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Every later call is refused with this. */
export const CLOSED: Problem = { code: 'unreachable', message: 'the connection is closed' };
/** Nothing refused us and nothing answered. */
export const LATE: Problem = {
  code: 'unreachable',
  message: 'the server did not answer in time',
  hint: 'check that it runs, or wait longer with --timeout',
};

/** One session at a time, renewed until it is refused for good or closed. */
export class Link {
  readonly #options: LinkOptions;
  readonly #events: Pick<SessionEvents, 'fact'> & { lost(heardAt: number): void };
  readonly #changes = new Listeners();
  #state: ConnectionState = { phase: 'connecting' };
  #session: Session | null = null;
  /** Why the last attempt failed; null while none has. */
  #problem: Problem | null = null;
  #place = '';
  #latencyMs: number | null = null;
  #liveSince: number | null = null;
  #failures = 0;
  #since = Date.now();
  #hangUp: (() => void) | null = null;
  #timer: NodeJS.Timeout | undefined;

  /** `events.lost` is told when the last word was heard, in milliseconds of `Date.now()`. */
  constructor(options: LinkOptions, events: Pick<SessionEvents, 'fact'> & { lost(heardAt: number): void }) {
    this.#options = options;
    this.#events = events;
    void this.#attempt();
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** The live session, or null. */
  get session(): Session | null {
    return this.#session;
  }

  /** The place of the last attempt; empty before the first. */
  get place(): string {
    return this.#place;
  }

  /** Why the last attempt failed, or null. */
  get problem(): Problem | null {
    return this.#problem;
  }

  /** How long the last answer took, in milliseconds. */
  get latencyMs(): number | null {
    return this.#latencyMs;
  }

  /** Calls `listener` after each change of state. */
  subscribe(listener: () => void): () => void {
    return this.#changes.add(listener);
  }

  /**
   * The live session, as soon as there is one; a problem when there will be none, or at `deadline` (milliseconds of
   * `Date.now()`). An impatient caller gives up sooner when connections are being refused.
   */
  live(deadline: number, impatient: boolean): Promise<Outcome<Session>> {
    const giveUpAt = impatient ? Math.min(deadline, Date.now() + this.#options.refusedForMs) : deadline;
    return new Promise((resolve) => {
      const settle = () => {
        const verdict = this.#verdict(deadline, giveUpAt);
        if (verdict === null) return;
        stop();
        for (const timer of timers) clearTimeout(timer);
        resolve(verdict);
      };
      const stop = this.#changes.add(settle);
      const timers = [giveUpAt, deadline]
        .filter((at) => at < Number.MAX_SAFE_INTEGER)
        .map((at) => setTimeout(settle, Math.min(Math.max(0, at - Date.now()) + 1, LONGEST_TIMER_MS)));
      settle();
    });
  }

  #verdict(deadline: number, giveUpAt: number): Outcome<Session> | null {
    if (this.#session !== null) return success(this.#session);
    if (this.#state.phase === 'refused') return { ok: false, problem: this.#state.problem };
    if (this.#state.phase === 'closed') return { ok: false, problem: CLOSED };
    const now = Date.now();
    if (this.#problem !== null && now >= giveUpAt) return { ok: false, problem: this.#problem };
    return now < deadline ? null : { ok: false, problem: LATE };
  }

  /** Ends the session and every attempt. Idempotent. */
  close(): void {
    if (this.#state.phase === 'closed') return;
    clearTimeout(this.#timer);
    this.#session = null;
    this.#enter({ phase: 'closed' });
    this.#hangUp?.();
  }

  get #ended(): boolean {
    return this.#state.phase === 'closed' || this.#state.phase === 'refused';
  }

  #enter(state: ConnectionState): void {
    this.#state = state;
    this.#changes.call();
  }

  async #attempt(): Promise<void> {
    const endpoint = await this.#options.resolve().catch((error: unknown) => failure('internal', String(error)));
    if (this.#ended) return;
    if (!endpoint.ok) {
      const { problem } = endpoint;
      const passes = ['unreachable', 'shutting_down', 'rate_limited'].includes(problem.code);
      // Of a server that was there, nothing that keeps it from starting again is for good: a disk gets room, a folder its mode.
      const mends = this.#liveSince !== null && ['internal', 'refused', 'storage_full'].includes(problem.code);
      this.#refused({ problem, final: !passes && !mends });
      return;
    }
    this.#place = endpoint.value.place;
    this.#hangUp = this.#options.dial(endpoint.value, {
      welcomed: (session) => this.#welcomed(session),
      refused: (refusal) => this.#refused(refusal),
      lost: (reason, retryMs) => this.#lost(reason, retryMs),
      fact: this.#events.fact,
      latency: (milliseconds) => {
        this.#latencyMs = milliseconds;
      },
    });
  }

  #welcomed(session: Session): void {
    this.#session = session;
    this.#problem = null;
    this.#liveSince = Date.now();
    this.#enter({ phase: 'live', welcome: session.welcome });
  }

  #refused({ problem, final }: Refusal): void {
    if (this.#ended) return;
    // Who was live before may be behind a login page for a while; only a server's own refusal ends that.
    if (final && !(this.#liveSince !== null && problem.code === 'unreachable')) {
      this.#enter({ phase: 'refused', problem });
      return;
    }
    this.#problem = problem;
    this.#again(problem, 0);
  }

  #lost(reason: string, retryMs: number): void {
    const heardAt = this.#session?.heardAt() ?? Date.now();
    this.#session = null;
    this.#since = Date.now();
    // A server that takes us in and drops us at once is not hurried.
    if (this.#liveSince !== null && this.#since - this.#liveSince > LONGEST_PAUSE_MS) this.#failures = 0;
    this.#events.lost(heardAt);
    this.#again(unreachable(this.#place, reason), retryMs);
  }

  #again(problem: Problem, leastMs: number): void {
    const pause = leastMs + pauseBefore(this.#failures, this.#options.random);
    this.#failures += 1;
    this.#timer = setTimeout(() => void this.#attempt(), pause);
    this.#enter({
      phase: 'reconnecting',
      attempt: this.#failures,
      retryAt: Date.now() + Math.round(pause),
      since: this.#since,
      reason: problem.message,
    });
  }
}
