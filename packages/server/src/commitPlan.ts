/** What the next commit of a list is made of: the requests that wait, tried in their order on a draft of the list. */
import { type CommittedRequest, limits, type Outcome, success } from '@tock/shared';
import type { Landed, LedgerRequest, Rules } from './listRules.ts';
import { internalFault, opReused, tooLarge } from './refusals.ts';
import { Remembered } from './remembered.ts';

/** A request in the queue of a list, and how it is answered. */
export interface RequestTask<Draft, C> {
  kind: 'request';
  request: LedgerRequest<Draft, C>;
  /** When it came, by `performance.now()`. */
  since: number;
  answer: (outcome: Outcome<Landed<C>>) => void;
}

/** What planning reads; it changes none of it. */
interface Planning<State extends { rev: number; h: string }, Draft, C> {
  rules: Rules<State, Draft, C>;
  state: State;
  remembered: Remembered;
  /** Of the commit that is being formed. */
  stamp: { rev: number; at: string };
  /** The first receipt of an op that came again, from the revision that holds it. */
  recall(rev: number, request: LedgerRequest<Draft, C>): Promise<Outcome<Landed<C>>>;
  report(error: unknown): void;
}

/** The parts of the next commit. `used` tasks of the queue are in it or were answered, and leave the queue. */
interface CommitPlan<Draft, C> {
  used: number;
  planned: { task: RequestTask<Draft, C>; record: CommittedRequest<C> }[];
  /** JSON of each record, in the same order. */
  bodies: string[];
}

/** What trying a request on a draft gave: its part of a commit, or an answer without one (and the fault behind it). */
export type Tried<C> =
  | { kind: 'commit'; record: CommittedRequest<C>; body: string; bytes: number }
  | { kind: 'answer'; outcome: Outcome<Landed<C>>; error?: unknown };

/**
 * Plans the requests that wait, as far as one commit may hold them. Requests without an effect (refused, repeated,
 * nothing to change) are answered at once while nothing is planned before them, and after the commit otherwise: their
 * answer may rest on what that commit makes durable. What was answered is never planned again.
 */
export async function planCommit<State extends { rev: number; h: string }, Draft, C>(
  tasks: readonly ({ kind: 'look' | 'hold' } | RequestTask<Draft, C>)[],
  planning: Planning<State, Draft, C>,
): Promise<CommitPlan<Draft, C>> {
  const { rules, state, remembered, recall, report } = planning;
  const plan: CommitPlan<Draft, C> = { used: 0, planned: [], bodies: [] };
  let draft = rules.draft(state);
  const inCommit = new Set<string>();
  let changes = 0;
  let bytes = 0;
  for (const task of tasks) {
    if (task.kind !== 'request') break;
    const { request, answer } = task;
    const key = Remembered.key(request.by, request.op);
    // The first use of this op is in the commit being formed: its repeat is answered when that is durable.
    if (inCommit.has(key) || (plan.planned.length > 0 && (!rules.grouped || request.alone))) break;
    const before = remembered.get(key);
    if (before !== undefined) {
      plan.used += 1;
      answer(before.fingerprint === request.fingerprint ? await recall(before.rev, request) : opReused(request.op));
      continue;
    }
    const tried = tryRequest(request, draft, planning);
    if (tried.kind === 'answer') {
      if (plan.planned.length > 0) break;
      plan.used += 1;
      if (tried.error !== undefined) report(tried.error);
      answer(tried.outcome);
      draft = rules.draft(state);
      continue;
    }
    changes += tried.record.changes.length;
    bytes += tried.bytes;
    const tooMuch = changes > limits.commitChanges || bytes > limits.commitBytes;
    if (plan.planned.length > 0 && tooMuch) break;
    plan.used += 1;
    inCommit.add(key);
    plan.planned.push({ task, record: tried.record });
    plan.bodies.push(tried.body);
    if (tooMuch || request.alone) break;
  }
  return plan;
}

/**
 * Tries a request on a draft, which is of no further use when the answer is no part of a commit. A throw is a fault of
 * ours in this request alone.
 */
export function tryRequest<State extends { rev: number; h: string }, Draft, C>(
  request: LedgerRequest<Draft, C>,
  draft: Draft,
  { rules, state, stamp, remembered }: Pick<Planning<State, Draft, C>, 'rules' | 'state' | 'stamp' | 'remembered'>,
): Tried<C> {
  try {
    const outcome = request.plan(draft, remembered);
    if (!outcome.ok) return { kind: 'answer', outcome };
    const { op, by, fingerprint } = request;
    const record: CommittedRequest<C> = { op, by, fingerprint, ...outcome.value };
    const body = JSON.stringify(record);
    const bytes = Buffer.byteLength(body);
    // A small request may name much: what it makes is bounded too, for it goes to everyone in one piece.
    if (bytes > limits.batchBytes) return { kind: 'answer', outcome: tooLarge(bytes, limits.batchBytes, 'bytes') };
    if (record.changes.length === 0) {
      return { kind: 'answer', outcome: success({ rev: state.rev, changed: false, request: record }) };
    }
    for (const change of record.changes) rules.tryChange(draft, change, { ...stamp, by });
    return { kind: 'commit', record, body, bytes };
  } catch (error) {
    return { kind: 'answer', outcome: internalFault(), error };
  }
}
