/** Responses of HTTP, taken out of what a connection heard, and what is wrong with them. */
import { codes, httpStatuses } from '@tock/shared';

/** One response; `body` is null where it has not all arrived. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string | null;
}

/** A body in chunks, put together, and where it ends; null where it has not all arrived. */
function takeChunks(text: string, from: number): { body: string; end: number } | null {
  let body = '';
  for (let at = from; ; ) {
    const line = text.indexOf('\r\n', at);
    const size = line < 0 ? Number.NaN : Number.parseInt(text.slice(at, line), 16);
    if (!(size >= 0) || text.length < line + 2 + size + 2) return null;
    body += text.slice(line + 2, line + 2 + size);
    at = line + 2 + size + 2;
    if (size === 0) return { body, end: at };
  }
}

/** The responses in a text of Latin-1, one for each byte. `methods` are those of the requests, in their order. */
export function responsesIn(text: string, methods: readonly string[]): HttpResponse[] {
  const responses: HttpResponse[] = [];
  for (let at = 0; at < text.length; ) {
    const end = text.indexOf('\r\n\r\n', at);
    if (end < 0) return responses;
    const [line = '', ...fields] = text.slice(at, end).split('\r\n');
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(line)?.[1] ?? Number.NaN);
    if (Number.isNaN(status)) throw new Error(`no response of HTTP: ${text.slice(at, at + 200)}`);
    at = end + 4;
    if (status === 100) continue;
    const headers = new Map(
      fields.map((each): [string, string] => [
        each.slice(0, each.indexOf(':')).toLowerCase(),
        each.slice(each.indexOf(':') + 1).trim(),
      ]),
    );
    const bodiless = methods[responses.length] === 'HEAD' || status === 304;
    const chunks = !bodiless && headers.get('transfer-encoding') === 'chunked' ? takeChunks(text, at) : null;
    const length = bodiless ? 0 : Number(headers.get('content-length') ?? 0);
    if (!bodiless && headers.get('transfer-encoding') === 'chunked') {
      responses.push({ status, headers, body: chunks?.body ?? null });
      if (chunks === null) return responses;
      at = chunks.end;
      continue;
    }
    const whole = text.length >= at + length;
    responses.push({ status, headers, body: whole ? text.slice(at, at + length) : null });
    at += length;
  }
  return responses;
}

/** What is wrong with a response of REST, or null. */
export function wrongWithResponse({ status, headers, body }: HttpResponse): string | null {
  if (status < 400) return status >= 200 ? null : `status ${status}`;
  if (body === null || (body === '' && headers.get('content-length') !== '0')) return null;
  const type = headers.get('content-type') ?? '';
  // What Socket.IO refuses is not ours to word.
  if (type === 'application/json' && body.startsWith('{"code":')) return null;
  if (type !== 'application/problem+json') return `status ${status} with ${type}: ${body.slice(0, 200)}`;
  const problem: Record<string, unknown> = JSON.parse(Buffer.from(body, 'latin1').toString());
  const code = codes.find((known) => known === problem.code);
  if (code === undefined || code === 'internal') return `a code that must not be: ${body.slice(0, 300)}`;
  if (problem.status !== status) return `another status in the problem: ${body.slice(0, 300)}`;
  if (status !== httpStatuses[code] && code !== 'invalid') return `${code} with status ${status}`;
  for (const words of [problem.detail, problem.hint ?? 'none'])
    if (typeof words !== 'string' || words === '' || /[\p{Cc}\p{Cs}]/u.test(words))
      return `no words for people: ${body.slice(0, 300)}`;
  return null;
}
