/** What a ledger is told of the kind of list that it holds, and how it is asked to change it. */
import type { Commit, CommittedRequest, Outcome } from '@tock/shared';
import type { Remembered } from './remembered.ts';

/** What a ledger must know of the kind of list it holds. All pure; `State` is mutated by `apply` alone (R8). */
export interface Rules<State extends { rev: number; h: string }, Draft, C> {
  empty(): State;
  /** Whether several requests may share a commit; then each is planned on a draft with those before it. */
  grouped: boolean;
  /** A view of the state on which the changes of a commit that is being formed can be tried. */
  draft(state: State): Draft;
  tryChange(draft: Draft, change: C, stamp: { rev: number; at: string; by: string }): void;
  parse(body: string): Commit<C>;
  apply(state: State, commit: Commit<C>, h: string): void;
  /** The state at its revision, as text; `freeze` is quick, the chunks are made one at a time when asked for. */
  freeze(state: State): Iterable<string>;
  /** The state from those texts; others are served between two of them. Rejects when they are not what `freeze` makes. */
  thaw(chunks: string[]): Promise<State>;
}

/** What a request wants: the changes it makes, and what already was as it asked. */
export type Plan<C> = Omit<CommittedRequest<C>, 'op' | 'by' | 'fingerprint'>;

/** A request on its way into a list. */
export interface LedgerRequest<Draft, C> {
  op: string;
  by: string;
  fingerprint: string;
  /** About how much memory it takes while it waits, in bytes. */
  size?: number;
  /** It is planned on what is durable, never after another request of the commit that is being formed. */
  alone?: true;
  /** Permission and checks, in the queue's turn, against the list as it will be when the commit lands (R12). */
  plan(draft: Draft, remembered: Remembered): Outcome<Plan<C>>;
}

/** What became of a request: the request as its commit has it, and where. `changed` is false when there was nothing to do. */
export interface Landed<C> {
  rev: number;
  changed: boolean;
  request: CommittedRequest<C>;
}
