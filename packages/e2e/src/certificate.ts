/** A certificate for a day, which nobody trusts unless told. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Sandbox } from './sandbox.ts';

export interface Certificate {
  cert: string;
  key: string;
}

/** Makes one for names of this machine, and for others. */
export function makeCertificate({ home, environment }: Sandbox, names: readonly string[]): Certificate {
  const [cert, key] = [join(home, 'fullchain.pem'), join(home, 'privkey.pem')];
  const alternatives = ['IP:127.0.0.1', ...names.map((name) => `DNS:${name}`)].join(',');
  const { status, stderr } = spawnSync(
    'openssl',
    [
      ...['req', '-x509', '-nodes', '-days', '1', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'],
      ...['-subj', '/CN=tock', '-addext', `subjectAltName=${alternatives}`, '-keyout', key, '-out', cert],
    ],
    { env: environment, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`openssl made no certificate: ${stderr}`);
  return { cert, key };
}
