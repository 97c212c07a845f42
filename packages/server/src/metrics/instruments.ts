/**
 * What is counted and measured while a server works: the port, and a closed set of names. Nothing that a client sends is a
 * label: each label is one of the words that its type names.
 */
import type { Code, RequestName } from '@tock/shared';
import type { Posted } from '../webhooks/post.ts';

/** Why somebody was turned away before signing in. */
type TurnedAway =
  /** An Origin, or a foreign Host. */
  | 'forbidden'
  /** Not a handshake of ours: another transport, another version of it. */
  | 'handshake'
  /** No token, or one that nobody knows. */
  | 'unauthenticated'
  /** Another version of the protocol. */
  | 'incompatible'
  /** The address failed to sign in too often. */
  | 'rate_limited'
  /** As many connections as there may be, in all or of one address. */
  | 'too_many'
  | 'too_many_of_address';

/** What is counted, and by which words. */
export interface Counted {
  /** Requests, through whichever door, when they are answered. */
  requests: [request: RequestName | 'unknown', outcome: Code | 'ok'];
  /** Responses of HTTP, by the first digit of their status. */
  responses: [status: '1xx' | '2xx' | '3xx' | '4xx' | '5xx'];
  /** Transactions of the store. */
  transactions: [outcome: 'written' | 'full' | 'failed'];
  turnedAway: [reason: TurnedAway];
  /** Tries to deliver to the target of a webhook. */
  deliveries: [outcome: Posted['kind']];
  /** Readers that did not read, and were cut. */
  readersCut: [];
}

/** What is measured each time that it happens: how often it was how much. */
export type Observed =
  /** From when the oldest request of a commit came until it was durable, in seconds. */
  | 'commitSeconds'
  | 'commitRequests'
  | 'commitChanges'
  | 'commitBytes'
  /** In the thread of the store: a transaction, and of that its commit, which ends with the fsync. */
  | 'transactionSeconds'
  | 'syncSeconds'
  | 'transactionWrites';

/** What is read when somebody asks. */
export type Gauge =
  | 'sockets'
  | 'streams'
  | 'lists'
  | 'waitingRequests'
  | 'waitingBytes'
  | 'storeBytes'
  | 'storeLogBytes'
  | 'storeFreeBytes'
  | 'webhooksFailing'
  | 'webhooksStopped'
  | 'certificateExpiry';

/** How each gauge is read; null where there is no such thing. */
export type Gauges = Readonly<Record<Gauge, () => number | null | Promise<number | null>>>;

/** Where parts of the server say what happens. Never throws, and costs next to nothing. */
export interface Instruments {
  count<N extends keyof Counted>(what: N, ...words: Counted[N]): void;
  observe(what: Observed, value: number): void;
}

/** Where nobody watches. */
export const noInstruments: Instruments = { count: () => undefined, observe: () => undefined };

/** A commit that became durable, told to whoever watches. `since` is when its oldest request came, by `performance.now()`. */
export function observeCommit(
  instruments: Instruments,
  { since, requests, bytes }: { since: number; requests: readonly { changes: readonly unknown[] }[]; bytes: number },
): void {
  instruments.observe('commitSeconds', (performance.now() - since) / 1_000);
  instruments.observe('commitRequests', requests.length);
  instruments.observe(
    'commitChanges',
    requests.reduce((count, { changes }) => count + changes.length, 0),
  );
  instruments.observe('commitBytes', bytes);
}
