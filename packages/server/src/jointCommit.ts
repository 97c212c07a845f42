/**
 * Changes of two lists that stand or fall together (R3): one op, a commit in each, one append. Both queues stand still from
 * the planning to the emit, and only one pair of lists at a time, so that no two pairs wait for each other.
 */
import { limits, type Outcome, success } from '@tock/shared';
import type { Tried } from './commitPlan.ts';
import { appendSurely } from './journal/appendSurely.ts';
import type { HeldList, Ledger, LedgerDependencies } from './ledger.ts';
import type { Landed, Plan } from './listRules.ts';
import { noInstruments, observeCommit } from './metrics/instruments.ts';
import { internalFault, opReused, storageFull, tooBusy } from './refusals.ts';
import { Remembered } from './remembered.ts';

/** A request on its way into two lists: `own` is the one that it was asked of, and that remembers its op. */
export interface JointRequest<Draft, C> {
  op: string;
  by: string;
  fingerprint: string;
  /** About how much memory it takes while it waits, in bytes. */
  size?: number;
  plan(own: Draft, other: Draft, remembered: Remembered): Outcome<{ own: Plan<C>; other: Plan<C> }>;
}

/** How many may wait for their turn; more are turned away. */
const MOST_WAITING = 1_000;

type JointDependencies = Pick<LedgerDependencies, 'journal' | 'now' | 'report' | 'instruments'>;

export class JointCommits<State extends { rev: number; h: string }, Draft, C> {
  readonly #dependencies: JointDependencies;
  #last: Promise<void> = Promise.resolve();
  readonly #waiting = { requests: 0, bytes: 0 };

  constructor(dependencies: JointDependencies) {
    this.#dependencies = dependencies;
  }

  /** Answers with what landed in the own list, when both commits are durable. Never settles after a fault of the store. */
  submit(
    own: Ledger<State, Draft, C>,
    other: Ledger<State, Draft, C>,
    request: JointRequest<Draft, C>,
  ): Promise<Outcome<Landed<C>>> {
    const { size = 0 } = request;
    const waiting = this.#waiting;
    if (waiting.requests >= MOST_WAITING || waiting.bytes + size > limits.waitingBytes) {
      return Promise.resolve(tooBusy());
    }
    waiting.requests += 1;
    waiting.bytes += size;
    const since = performance.now();
    const answer = this.#last.then(() =>
      own.hold((heldOwn) => other.hold((heldOther) => this.#commit(heldOwn, heldOther, request, since))),
    );
    this.#last = answer.then(() => {
      waiting.requests -= 1;
      waiting.bytes -= size;
    });
    return answer;
  }

  async #commit(
    own: HeldList<Draft, C>,
    other: HeldList<Draft, C>,
    { op, by, fingerprint, plan }: JointRequest<Draft, C>,
    since: number,
  ): Promise<Outcome<Landed<C>>> {
    const { journal, now, report, instruments = noInstruments } = this.#dependencies;
    const key = Remembered.key(by, op);
    const asked = { op, by, fingerprint };
    for (;;) {
      const before = own.remembered.get(key);
      if (before !== undefined) {
        return before.fingerprint === fingerprint ? own.recall(before.rev, asked) : opReused(op);
      }
      const foreign = other.remembered.get(key);
      if (foreign !== undefined && foreign.fingerprint !== fingerprint) return opReused(op);

      const plans = this.#plan(own, other, plan);
      if (!plans.ok) return plans;
      const at = now();
      const triedOwn = own.attempt({ ...asked, plan: () => success(together(plans.value.own, other)) }, at);
      if (triedOwn.kind === 'answer') return answered(triedOwn, report);
      const triedOther = other.attempt({ ...asked, plan: () => success(together(plans.value.other, own)) }, at);
      if (triedOther.kind === 'answer') return answered(triedOther, report);

      const formedOwn = own.form(at, [triedOwn.record], [triedOwn.body]);
      const formedOther = other.form(at, [triedOther.record], [triedOther.body]);
      switch (await appendSurely(journal, [formedOther.stored, formedOwn.stored], report)) {
        case 'stored':
          own.apply(formedOwn);
          other.apply(formedOther);
          // What arrives is told before what left: whoever follows both never sees it in neither.
          other.emit(formedOther);
          own.emit(formedOwn);
          for (const { commit, stored } of [formedOther, formedOwn])
            observeCommit(instruments, { since, requests: commit.requests, bytes: stored.body.length });
          return success({ rev: formedOwn.commit.rev, changed: true, request: triedOwn.record });
        case 'full':
          return storageFull();
        case 'conflict': {
          const heads = own.rev + other.rev;
          await own.catchUp();
          await other.catchUp();
          if (own.rev + other.rev === heads) {
            throw new Error(`the store refuses a move between the lists ${own.list} and ${other.list}`);
          }
        }
      }
    }
  }

  /** A throw is a fault of ours in this request alone. */
  #plan(
    own: HeldList<Draft, C>,
    other: HeldList<Draft, C>,
    plan: JointRequest<Draft, C>['plan'],
  ): ReturnType<typeof plan> {
    try {
      return plan(own.draft(), other.draft(), own.remembered);
    } catch (error) {
      this.#dependencies.report(error);
      return internalFault();
    }
  }
}

function together<C>(plan: Plan<C>, { list, rev }: { list: string; rev: number }): Plan<C> {
  return plan.changes.length === 0 ? plan : { ...plan, with: { list, rev } };
}

function answered<C>(tried: Tried<C> & { kind: 'answer' }, report: (error: unknown) => void): Outcome<Landed<C>> {
  if (tried.error !== undefined) report(tried.error);
  return tried.outcome;
}
