/** The certificate and its key, as files: read at the start, and again when they are others. What does not fit is not used. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import type { Logger } from 'pino';
import { readText } from './pathFault.ts';

/** A certificate, with those that vouch for it, and its key: PEM. */
export interface TlsPair {
  cert: string;
  key: string;
}

/** How often the files are read, in milliseconds. */
const LOOK = 5_000;

/** What a listener is given of a pair. The rest is as Node has it: forward secrecy, and the client chooses among what is good. */
export function secureOptions({ cert, key }: TlsPair): SecureContextOptions {
  return { cert, key, minVersion: 'TLSv1.2' };
}

/** Until when the certificate of a pair is good. */
export function expiryOf({ cert }: TlsPair): Date {
  return new X509Certificate(cert).validToDate;
}

/** Reads a pair. Rejects when a file cannot be read, and when they are not a certificate and its key. */
export async function readTlsFiles(files: TlsPair): Promise<TlsPair> {
  const [cert, key] = await Promise.all([readText(files.cert), readText(files.key)]);
  const pair = { cert, key };
  createSecureContext(secureOptions(pair));
  // An empty text is no certificate and no key to a context, which then has none and does not complain.
  if (!new X509Certificate(cert).checkPrivateKey(createPrivateKey(key)))
    throw new Error('the key is not that of the certificate');
  return pair;
}

/** What is watched, and whom it concerns. */
export interface TlsWatch {
  /** Where the files are. */
  files: TlsPair;
  /** What is served now. */
  current: TlsPair;
  /** Serves another pair from now on. */
  changed(pair: TlsPair): void;
  log: Pick<Logger, 'info' | 'warn'>;
  /** How often to look, in milliseconds. */
  everyMs?: number;
}

/**
 * Looks every few seconds what the files hold. Neither a renewal that swaps links, nor one that writes in place, nor one that is
 * seen half done can be missed or taken for whole: what was read is compared, and not when it was written. A pair that does
 * not fit is complained of when it is still there at the next look. Answers how to stop.
 */
export function watchTlsFiles({ files, current, changed, log, everyMs = LOOK }: TlsWatch): () => void {
  let served = current;
  let trouble: string | null = null;
  let told = false;
  const look = async () => {
    try {
      const pair = await readTlsFiles(files);
      trouble = null;
      told = false;
      if (pair.cert === served.cert && pair.key === served.key) return;
      const until = expiryOf(pair).toISOString();
      changed(pair);
      served = pair;
      log.info({ until }, 'another certificate is served from now on');
    } catch (error) {
      // By its code: neither the certificate nor the key is repeated.
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
      if (trouble === code && !told) {
        told = true;
        log.warn({ code }, 'the files of the certificate cannot be used: the one before is served on');
      }
      trouble = code;
    }
  };
  let timer: NodeJS.Timeout;
  let stopped = false;
  const next = () => {
    timer = setTimeout(() => void look().finally(() => stopped || next()), everyMs).unref();
  };
  next();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
