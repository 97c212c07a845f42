/** One live connection as the rest of the client sees it: what can be asked of it and what it tells. */
import type { Outcome, Problem, RequestName, Welcome } from '@tock/shared';

/** Where a server is, and how to prove who we are there. Resolved anew before every attempt. */
export interface Endpoint {
  /** `http:` or `https:`; a path is kept in front of Socket.IO's own. */
  readonly url: string;
  /** The place as messages name it, "local, this machine only" or a host. */
  readonly place: string;
  /** The token. A function, so that no log or error shows it by accident. */
  readonly token: () => string;
}

/** Finds where the server is now: a local one that restarted has another port. */
export type Resolve = () => Promise<Outcome<Endpoint>>;

/** How one question ended. Only `answered` and `not_sent` are certain. */
export type Answer =
  | { kind: 'answered'; value: unknown }
  /** The connection was gone before anything was sent. */
  | { kind: 'not_sent' }
  /** No answer within the time given. */
  | { kind: 'silent' }
  /** The connection broke after sending. */
  | { kind: 'lost' };

/** One connection that was welcomed, until it is lost. */
export interface Session {
  readonly welcome: Welcome;
  readonly place: string;
  /** When anything was last heard, in milliseconds of `Date.now()`. */
  heardAt(): number;
  /**
   * Sends one request, at once or never. `settle` is called exactly once, and synchronously with the arrival of the
   * answer: events that follow it on the wire come after.
   */
  ask(name: RequestName, request: unknown, withinMs: number, settle: (answer: Answer) => void): void;
  /** Ends it now, without waiting for the other side. Idempotent; `lost` is told. */
  drop(reason: string): void;
}

/** Why an attempt failed. `final`: another try would fail the same way. */
export interface Refusal {
  readonly problem: Problem;
  readonly final: boolean;
}

/** What an attempt and its session tell, in the order of arrival: `refused`, or `welcomed`, facts, and `lost`. */
export interface SessionEvents {
  welcomed(session: Session): void;
  refused(refusal: Refusal): void;
  /** Hostile until parsed. */
  fact(name: 'list:paged' | 'committed' | 'heartbeat' | 'presence' | 'lists:changed', payload: unknown): void;
  /** It is over. Told before its pending questions are settled. `retryMs`: when the server asked to come back. */
  lost(reason: string, retryMs: number): void;
  /** An answer took this long, in milliseconds. */
  latency(milliseconds: number): void;
}

/** Makes one attempt to connect and be welcomed; returns how to end it, politely, after which nothing more is told. */
export type Dial = (endpoint: Endpoint, events: SessionEvents) => () => void;
