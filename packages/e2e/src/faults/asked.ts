/** What writers asked for and what they were told: what an audit holds against the store. */
import type { Code, Outcome, Problem, Receipt } from '@tock/shared';
import type { Findings } from './findings.ts';
import type { Loaded } from './load.ts';

/** What a writer may believe of a request. */
export type Verdict =
  | { kind: 'stored'; receipt: Receipt }
  /** Certainly not stored. */
  | { kind: 'refused'; problem: Problem }
  /** Stored once or not at all: it was sent, and nobody said what became of it. */
  | { kind: 'unknown' };

/** Answers that say nothing about an earlier try: they are given before the server looks whether it knows the op. */
export const undecided: readonly Code[] = ['shutting_down', 'rate_limited', 'unreachable', 'unknown'];

export interface Attempt {
  readonly writer: string;
  readonly loaded: Loaded;
  /** The newest revision of which any writer was told before this was asked. */
  readonly after: number;
  /** Null until the writer has done with it. */
  verdict: Verdict | null;
}

/** The record of a run, by op. */
export class Asked {
  readonly attempts = new Map<string, Attempt>();
  /** What was told that cannot be, found while it was told. */
  readonly violations: string[] = [];
  /** Requests that were sent again although their answer was there. */
  repeats = 0;
  #told = 0;

  /** The newest revision that a receipt named. */
  get told(): number {
    return this.#told;
  }

  /** How many of the attempts ended so. */
  count(kind: Verdict['kind']): number {
    return [...this.attempts.values()].filter(({ verdict }) => verdict?.kind === kind).length;
  }

  /** How many were refused with this code. */
  refusedAs(code: Code): number {
    const verdicts = [...this.attempts.values()].map(({ verdict }) => verdict);
    return verdicts.filter((verdict) => verdict?.kind === 'refused' && verdict.problem.code === code).length;
  }

  report(findings: Findings): void {
    findings.count('asked', this.attempts.size);
    for (const kind of ['stored', 'refused', 'unknown'] as const) findings.count(kind, this.count(kind));
    findings.count('repeats', this.repeats);
    for (const { verdict } of this.attempts.values()) {
      if (verdict?.kind === 'refused') findings.count(`refused: ${verdict.problem.code}`);
    }
  }

  begin(writer: string, loaded: Loaded): Attempt {
    const attempt: Attempt = { writer, loaded, after: this.#told, verdict: null };
    this.attempts.set(loaded.op, attempt);
    return attempt;
  }

  end(attempt: Attempt, verdict: Verdict): void {
    attempt.verdict = verdict;
    if (verdict.kind === 'stored') this.#told = Math.max(this.#told, verdict.receipt.rev);
  }

  /** R7: the answer to a request that had a receipt of a change already. */
  repeated({ writer, loaded, verdict }: Attempt, again: Outcome<Receipt> | null): void {
    if (again === null || verdict?.kind !== 'stored') return;
    if (!again.ok && undecided.includes(again.problem.code)) return;
    this.repeats += 1;
    const said = again.ok ? again.value : again.problem;
    if (JSON.stringify(said) !== JSON.stringify(verdict.receipt)) {
      const first = JSON.stringify(verdict.receipt);
      this.violations.push(`${writer}: ${loaded.op} was answered ${first}, then ${JSON.stringify(said)}`);
    }
  }
}
