/** The format of a store, and the text by which a store says who it is: one definition for all who read or write it. */
import { type StoreIdentity, StoreUnusable } from './journal.ts';

/** The format that this tock writes, and the newest that it reads. An older one is brought to it; see `migrations.ts`. */
export const FORMAT = 2;
/** The key of the identity in the table `meta`. */
export const IDENTITY = 'identity';

function parse(text: string): StoreIdentity | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  if (!('epoch' in value && 'format' in value && 'createdAt' in value)) return null;
  const { epoch, format, createdAt } = value;
  if (typeof epoch !== 'string' || epoch === '' || typeof createdAt !== 'string') return null;
  if (typeof format !== 'number' || !Number.isInteger(format) || format < 1) return null;
  return { epoch, format, createdAt };
}

/** What a store says of itself. Throws `StoreUnusable` when this tock cannot understand it, or the store that says so. */
export function parseIdentity(text: string): StoreIdentity {
  const identity = parse(text);
  if (identity === null) {
    throw new StoreUnusable(
      'the store is damaged: its identity cannot be read',
      'put a backup in its place with tockd restore',
    );
  }
  if (identity.format > FORMAT) {
    throw new StoreUnusable(
      `this store was written by a newer tock (format ${identity.format}, this one reads ${FORMAT})`,
      'upgrade tockd; the store was not changed',
    );
  }
  return identity;
}
