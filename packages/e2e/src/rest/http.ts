/** Asks a server over HTTP, and reads what it answers as an outcome, like that of every other door. */
import { type Code, codes, failure, httpStatuses, type Outcome, success } from '@tock/shared';
import type { RestRequest } from './asRest.ts';

/** A server, and a token of it. */
export interface RestServer {
  url: string;
  token: string;
}

/** Statuses that say more than the code of their problem does. */
const closer = new Set([405, 408, 415, 431]);

/** Sends a request; null when no answer came. Throws when what came is no answer of a tockd. */
export async function askRest<T = unknown>(
  { url, token }: RestServer,
  { method, path, headers, body }: RestRequest,
): Promise<Outcome<T> | null> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...headers },
      body,
      signal: AbortSignal.timeout(10_000),
    });
    text = await response.text();
  } catch {
    return null;
  }
  const type = response.headers.get('content-type') ?? '';
  const what = `${method} ${path} was answered ${response.status} ${type}: ${text.slice(0, 300)}`;
  if (response.ok) {
    if (type !== 'application/json') throw new Error(what);
    return success(JSON.parse(text));
  }
  if (type !== 'application/problem+json') throw new Error(what);
  const { code, status, detail, hint }: { code: Code; status: number; detail: string; hint: string | null } =
    JSON.parse(text);
  if (!codes.includes(code) || status !== response.status || (status !== httpStatuses[code] && !closer.has(status)))
    throw new Error(what);
  return failure(code, detail, hint ?? undefined);
}

/** Reads an address. */
export async function readRest<T>(server: RestServer, path: string): Promise<T> {
  const outcome = await askRest<T>(server, { method: 'GET', path, headers: {}, body: null });
  if (outcome?.ok !== true) throw new Error(`${path}: ${outcome?.problem.message ?? 'no answer'}`);
  return outcome.value;
}
