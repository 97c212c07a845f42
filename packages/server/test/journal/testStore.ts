/** A store that the acceptance tests open, close and open again. */
import { onTestFinished } from 'vitest';
import type { Journal } from '../../src/journal/journal.ts';
import { openJournal } from '../../src/journal/keyvJournal.ts';
import type { JournalStorage } from '../../src/journal/storage.ts';

/** One store, which may be opened again after it was closed. */
export interface TestStore {
  open(): Promise<JournalStorage>;
}

/** Makes an empty store of one backend. */
export type Prepare = () => TestStore;

/** Opens a store until the end of the test. */
export async function openStorage(store: TestStore): Promise<JournalStorage> {
  const storage = await store.open();
  onTestFinished(() => storage.close());
  return storage;
}

/** Opens the journal of a store until the end of the test. */
export async function open(store: TestStore): Promise<Journal> {
  return openJournal(await openStorage(store));
}
