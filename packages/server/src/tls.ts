/** The certificate and the key that tockd is told to listen with. */
import { type Config, ConfigInvalid } from './config.ts';
import { readTlsFiles, type TlsPair } from './tlsFiles.ts';

/** Where they lie, or null. */
export function tlsFilesOf({ tlsCert, tlsKey }: Config): TlsPair | null {
  return tlsCert === null || tlsKey === null ? null : { cert: tlsCert, key: tlsKey };
}

/** Reads them, where they are configured. Throws `ConfigInvalid` when they are not what they should be. */
export async function readTls(config: Config): Promise<TlsPair | null> {
  const files = tlsFilesOf(config);
  try {
    return files === null ? null : await readTlsFiles(files);
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) throw error;
    throw new ConfigInvalid('--tls-cert and --tls-key are not a certificate and its key, PEM');
  }
}
