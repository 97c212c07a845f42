/** Problem documents (RFC 9457): what HTTP answers instead of success, made from the one union of codes (R9). */
import { codes, httpStatuses, type Problem, retryable, sanitise } from '@tock/shared';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import * as z from 'zod/mini';

/** The media type of a problem document. */
export const PROBLEM_TYPE = 'application/problem+json';

/** How long a client stays away before it tries again what may succeed later, in seconds. */
const RETRY_AFTER = 1;

/** A problem as HTTP tells it. */
export const problemDocumentSchema = z.object({
  /** A URN that names the code. */
  type: z.string(),
  /** The code, in words. */
  title: z.string(),
  /** The status of the response. */
  status: z.number().check(z.int()),
  /** What happened. */
  detail: z.string(),
  /** What to do, or null. */
  hint: z.nullable(z.string()),
  code: z.enum(codes),
  /** Whether the same request with the same `Idempotency-Key` may succeed later. */
  retryable: z.boolean(),
  /** By which the log of the server names this request. */
  requestId: z.nullable(z.string()),
});
export type ProblemDocument = z.infer<typeof problemDocumentSchema>;

/** The document of a problem. `status`, where HTTP has a closer word than the code: a method, a media type, a header. */
export function problemDocument(
  { code, message, hint }: Problem,
  requestId: string | null,
  status: number = httpStatuses[code],
): ProblemDocument {
  return {
    type: `urn:tock:problem:${code}`,
    title: code.replaceAll('_', ' '),
    status,
    detail: sanitise(message),
    hint: hint === undefined ? null : sanitise(hint),
    code,
    retryable: retryable[code],
    requestId,
  };
}

/** The response that tells a problem. */
export function problemResponse(
  problem: Problem,
  requestId: string | null,
  { status, headers = {} }: { status?: ContentfulStatusCode; headers?: Record<string, string> } = {},
): Response {
  const document = problemDocument(problem, requestId, status);
  const { code } = problem;
  return new Response(`${JSON.stringify(document)}\n`, {
    status: document.status,
    headers: {
      'content-type': PROBLEM_TYPE,
      'cache-control': 'no-store',
      // A response of its own carries nothing that was set on the context.
      ...(requestId === null ? {} : { 'x-request-id': requestId }),
      ...(code === 'unauthenticated' ? { 'www-authenticate': 'Bearer realm="tock"' } : {}),
      ...(retryable[code] && document.status !== 500 ? { 'retry-after': String(RETRY_AFTER) } : {}),
      ...headers,
    },
  });
}
