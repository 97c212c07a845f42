/** Certificates for tests, made by openssl, each with a serial of its own. */
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Whether openssl is there; without it the tests that need it are skipped, counted and named. */
export const hasOpenssl = spawnSync('openssl', ['version'], { stdio: 'ignore' }).status === 0;

/** Makes a key, and a certificate for localhost that it signed itself, valid for some days; answers where they are. */
export function makeCertificate(folder: string, serial: number, days = 30): { cert: string; key: string } {
  const cert = join(folder, `${serial}.cert.pem`);
  const key = join(folder, `${serial}.key.pem`);
  const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  const out = ['-keyout', key, '-out', cert, '-days', String(days), '-set_serial', String(serial)];
  execFileSync('openssl', [...request, ...subject, ...out], { stdio: 'ignore' });
  return { cert, key };
}
