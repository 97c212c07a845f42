/** A store that follows a list in memory. */
import {
  type ListInfo,
  type ListState,
  type Outcome,
  PROTOCOL,
  type Presence,
  type StoredCommit,
  success,
  type Todo,
  type TodoCommit,
  type Welcome,
} from '@tock/shared';
import type { CatchUp, ListStatus, ListStore } from '../../src/client/client.ts';
import type { MemoryList } from './memoryList.ts';

type CommitListener = Parameters<ListStore['onCommit']>[0];

/** What the server in memory says first. */
export const WELCOME: Welcome = {
  version: '0.0.0',
  protocol: PROTOCOL,
  epoch: 'bbbbbbbbbbbb',
  durability: 'memory',
  person: 'ana',
  device: 'dddddddddddd',
};

/** A store that follows a list in memory. */
export class MemoryStore implements ListStore {
  presence: Presence | null = null;
  version = 0;
  status: ListStatus = { phase: 'current' };
  /** As it was when it was opened. */
  readonly info: ListInfo;
  readonly epoch = WELCOME.epoch;
  catchUp: CatchUp | null = null;
  readonly #list: MemoryList;
  readonly #listeners = new Set<() => void>();
  readonly #commits = new Set<CommitListener>();

  constructor(list: MemoryList) {
    this.#list = list;
    this.info = list.info;
    list.stores.add(this);
  }

  get state(): ListState {
    return this.#list.state;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onCommit(listener: CommitListener): () => void {
    this.#commits.add(listener);
    return () => this.#commits.delete(listener);
  }

  onReset(): () => void {
    return () => {};
  }

  async ready(): Promise<Outcome<ListInfo>> {
    return success(this.info);
  }

  close(): void {
    this.#list.stores.delete(this);
  }

  committed(commit: TodoCommit, stored: StoredCommit, before: ReadonlyMap<string, Todo | undefined>): void {
    this.version += 1;
    for (const listener of this.#commits) listener(commit, stored, before);
    for (const listener of this.#listeners) listener();
  }

  /** Puts the store into a status, as a drop or a refusal does. */
  become(status: ListStatus, catchUp: CatchUp | null = this.catchUp): void {
    this.status = status;
    this.catchUp = catchUp;
    this.version += 1;
    for (const listener of this.#listeners) listener();
  }

  /** Somebody came or went. */
  present(presence: Presence): void {
    this.presence = presence;
    this.version += 1;
    for (const listener of this.#listeners) listener();
  }
}
