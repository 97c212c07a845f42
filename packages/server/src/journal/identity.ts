/** The identity of a store: written once, at its first opening, and checked at every later one. */
import { randomIdentifier } from '@tock/shared';
import { FORMAT, IDENTITY, parseIdentity } from './format.ts';
import { JournalFault, type StoreIdentity } from './journal.ts';
import type { Namespace } from './namespace.ts';

/** The identity of the store, or null when it has none yet. Throws `StoreUnusable` when tock cannot understand it. */
export async function readIdentity(meta: Namespace): Promise<StoreIdentity | null> {
  const [text] = await meta.getMany([IDENTITY]);
  return text === undefined ? null : parseIdentity(text);
}

/** The identity of the store; a new store gets one. Throws as {@link readIdentity} does. */
export async function establishIdentity(meta: Namespace): Promise<StoreIdentity> {
  const known = await readIdentity(meta);
  if (known !== null) return known;
  const identity = { epoch: randomIdentifier(), format: FORMAT, createdAt: new Date().toISOString() };
  if (await meta.setMany([{ key: IDENTITY, value: JSON.stringify(identity) }])) return identity;
  // Another server was first: what is stored counts, not what we meant to store.
  const theirs = await readIdentity(meta);
  if (theirs === null) throw new JournalFault('the store refuses an identity and has none');
  return theirs;
}
