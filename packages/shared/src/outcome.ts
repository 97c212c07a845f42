/** Outcomes: every expected answer is a value with a code from one closed union; faults throw (R9). */

/** Everything that may be answered instead of success. */
export const codes = [
  'refused',
  'storage_full',
  'rate_limited',
  'invalid',
  'too_large',
  'ambiguous',
  'unreachable',
  'shutting_down',
  'unauthenticated',
  'forbidden',
  'not_found',
  'conflict',
  'op_reused',
  'server_behind',
  'unknown',
  'incompatible',
  'internal',
] as const;

/** One code of the union. */
export type Code = (typeof codes)[number];

/** What went wrong, in words for people: what happened, and what to do. */
export interface Problem {
  code: Code;
  /** What happened: one line, no full stop. */
  message: string;
  /** What to do: one line. */
  hint?: string;
}

/** The answer to a request: a value, or a problem that was expected. */
export type Outcome<T> = { ok: true; value: T } | { ok: false; problem: Problem };

/** A success. */
export function success<T>(value: T): Outcome<T> {
  return { ok: true, value };
}

/** An expected failure. Its type fits every outcome. */
export function failure(code: Code, message: string, hint?: string): { ok: false; problem: Problem } {
  return { ok: false, problem: hint === undefined ? { code, message } : { code, message, hint } };
}

/** The exit code of the command line for each code. A new code without one does not compile. */
export const exitCodes: Record<Code, number> = {
  refused: 1,
  storage_full: 1,
  rate_limited: 1,
  invalid: 2,
  too_large: 2,
  ambiguous: 2,
  unreachable: 3,
  shutting_down: 3,
  unauthenticated: 4,
  forbidden: 4,
  not_found: 5,
  conflict: 6,
  op_reused: 6,
  server_behind: 6,
  unknown: 7,
  incompatible: 8,
  internal: 70,
};

/** The HTTP status for each code. A new code without one does not compile. */
export const httpStatuses: Record<Code, number> = {
  refused: 409,
  storage_full: 507,
  rate_limited: 429,
  invalid: 400,
  too_large: 413,
  ambiguous: 400,
  unreachable: 503,
  shutting_down: 503,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 412,
  op_reused: 422,
  server_behind: 409,
  unknown: 504,
  incompatible: 426,
  internal: 500,
};

/** Whether the same request with the same op may succeed later, unchanged. */
export const retryable: Record<Code, boolean> = {
  refused: false,
  storage_full: true,
  rate_limited: true,
  invalid: false,
  too_large: false,
  ambiguous: false,
  unreachable: true,
  shutting_down: true,
  unauthenticated: false,
  forbidden: false,
  not_found: false,
  conflict: false,
  op_reused: false,
  server_behind: false,
  unknown: true,
  incompatible: false,
  internal: true,
};
