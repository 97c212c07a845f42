/** Why a server was not reached or did not let us in, from whatever the transport threw. */
import { notTock, unreachable } from './problems.ts';
import { isRecord, members } from './reader.ts';
import type { Refusal } from './session.ts';
import { readProblem } from './wire.ts';

/** The causes of an error, outermost first: libraries hide the real one in `description`, `error` or `cause`. */
function* causes(error: unknown): Generator<Record<string, unknown>> {
  let current = error;
  for (let depth = 0; depth < 6 && isRecord(current); depth += 1) {
    yield current;
    const { description, error: inner, cause } = current;
    current = description ?? inner ?? cause;
  }
}

function firstText(error: unknown, name: 'code' | 'message', pattern: RegExp): RegExpExecArray | null {
  for (const cause of causes(error)) {
    const value = cause[name];
    const match = typeof value === 'string' ? pattern.exec(value) : null;
    if (match !== null) return match;
  }
  return null;
}

const NETWORK: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused, nothing listens there',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  ENOTFOUND: 'no machine has this name',
  EAI_AGAIN: 'the name cannot be looked up now',
  ETIMEDOUT: 'nothing answers',
  EHOSTUNREACH: 'there is no way to this machine',
  ENETUNREACH: 'there is no way to this network',
};
const CERTIFICATE = /^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_TLS_|HOSTNAME_MISMATCH|INVALID_CA)/;
/** A web server that speaks plainly where TLS was expected, or the other way round, or no HTTP at all. */
const NO_TLS = /^(ERR_SSL_|EPROTO)/;
const NO_HTTP = /^HPE_/;

/** Why an attempt failed, from whatever the transport threw. */
export function refusalOf(error: unknown, place: string): Refusal {
  const { data } = members(error);
  const told = readProblem(data);
  // The server itself answered: only a refusal that time may cure is worth another try.
  if (told !== null)
    return { problem: told, final: !['rate_limited', 'shutting_down', 'internal'].includes(told.code) };
  const status = firstText(error, 'message', /Unexpected server response: (\d{3})/)?.[1];
  if (status !== undefined) {
    // A proxy answers so while the server behind it is away.
    if (/^50[234]$/.test(status)) return { problem: unreachable(place, `a proxy answers ${status}`), final: false };
    return { problem: notTock(place, `it answers HTTP ${status}`), final: true };
  }
  const code = firstText(error, 'code', /^[A-Z][A-Z0-9_]+$/)?.[0] ?? '';
  if (CERTIFICATE.test(code)) {
    const hint = 'renew the certificate of the server, or trust its authority with NODE_EXTRA_CA_CERTS';
    return { problem: unreachable(place, `its certificate is not trusted (${code})`, hint), final: true };
  }
  if (NO_TLS.test(code)) {
    const problem = unreachable(place, `it does not speak TLS as asked (${code})`, 'try http:// or another port');
    return { problem, final: true };
  }
  if (NO_HTTP.test(code)) return { problem: notTock(place, 'it does not speak HTTP'), final: true };
  return { problem: unreachable(place, NETWORK[code] ?? (code === '' ? 'the connection failed' : code)), final: false };
}
