/** The file of the key from which the secrets of webhooks are made: beside the data, 0600, made when it is needed first. */
import { randomBytes } from 'node:crypto';
import { type Outcome, success } from '@tock/shared';
import { storageFull } from '../refusals.ts';
import { readSecretFile, writeSecretFile } from '../secretFile.ts';
import { type SigningKey, signingKey } from './signature.ts';

/** Where secrets come from. */
export interface WebhookKeys {
  /**
   * The key, or null when there is none; one with another hash than the wanted one is looked for anew, for the right file may have
   * been put in its place. Rejects when there is something that cannot be read as one.
   */
  find(wanted?: string): Promise<SigningKey | null>;
  /** The key; there is one from now on, unless there is no room for it. */
  need(): Promise<Outcome<SigningKey>>;
}

const BYTES = 32;

async function readKey(path: string): Promise<SigningKey | null> {
  const text = await readSecretFile(path);
  if (text === null) return null;
  const bytes = Buffer.from(text.trim(), 'base64url');
  if (bytes.length !== BYTES) throw new Error(`${path} is not the key of webhooks: put the right one in its place`);
  return signingKey(bytes);
}

async function makeKey(path: string): Promise<SigningKey> {
  const bytes = randomBytes(BYTES);
  await writeSecretFile(path, bytes.toString('base64url'));
  return signingKey(bytes);
}

/** The key in a file, which is read until it is there. */
export class KeyFile implements WebhookKeys {
  readonly #path: string;
  #known: SigningKey | null = null;
  #making: Promise<Outcome<SigningKey>> | null = null;

  constructor(path: string) {
    this.#path = path;
  }

  async find(wanted?: string): Promise<SigningKey | null> {
    if (this.#known === null || (wanted !== undefined && this.#known.hash !== wanted))
      this.#known = await readKey(this.#path);
    return this.#known;
  }

  need(): Promise<Outcome<SigningKey>> {
    // One at a time: of two that are made at once, one would be lost with the secrets that were shown.
    this.#making ??= this.#findOrMake().finally(() => {
      this.#making = null;
    });
    return this.#making;
  }

  async #findOrMake(): Promise<Outcome<SigningKey>> {
    try {
      const found = (await this.find()) ?? (await makeKey(this.#path));
      this.#known = found;
      return success(found);
    } catch (error) {
      if (error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT'))
        return storageFull();
      throw error;
    }
  }
}
