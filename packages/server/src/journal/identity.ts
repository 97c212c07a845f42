/** The identity of a store: written once, at its first opening, and checked at every later one. */
import { randomIdentifier } from '@tock/shared';
import { JournalFault, type StoreIdentity, StoreUnusable } from './journal.ts';
import type { Namespace } from './namespace.ts';

/** The version of the format that this tock writes, and the newest that it reads. */
const FORMAT = 1;
const KEY = 'identity';

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

/** The identity of the store, or null when it has none yet. Throws `StoreUnusable` when tock cannot understand it. */
export async function readIdentity(meta: Namespace): Promise<StoreIdentity | null> {
  const [text] = await meta.getMany([KEY]);
  if (text === undefined) return null;
  const identity = parse(text);
  if (identity === null) {
    throw new StoreUnusable('the store is damaged: its identity cannot be read', 'put a backup in its place');
  }
  if (identity.format > FORMAT) {
    throw new StoreUnusable(
      `this store was written by a newer tock (format ${identity.format}, this one reads ${FORMAT})`,
      'upgrade tockd; the store was not changed',
    );
  }
  return identity;
}

/** The identity of the store; a new store gets one. Throws as {@link readIdentity} does. */
export async function establishIdentity(meta: Namespace): Promise<StoreIdentity> {
  const known = await readIdentity(meta);
  if (known !== null) return known;
  const identity = { epoch: randomIdentifier(), format: FORMAT, createdAt: new Date().toISOString() };
  if (await meta.setMany([{ key: KEY, value: JSON.stringify(identity) }])) return identity;
  // Another server was first: what is stored counts, not what we meant to store.
  const theirs = await readIdentity(meta);
  if (theirs === null) throw new JournalFault('the store refuses an identity and has none');
  return theirs;
}
