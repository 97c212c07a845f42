/** A connection over lists in memory: writes are stored when the test says so. */
import {
  type AnswerTo,
  failure,
  type ListInfo,
  type Outcome,
  packTodo,
  type Receipt,
  type RequestOf,
  success,
  type Welcome,
  type WriteName,
} from '@tock/shared';
import type { Connection, ConnectionState, ListStore, ReadName } from '../../src/client/client.ts';
import type { MemoryList } from './memoryList.ts';
import { MemoryServer } from './memoryServer.ts';
import { MemoryStore, WELCOME } from './memoryStore.ts';

/** A request that was sent, and how to answer it. */
export interface Pending {
  readonly name: WriteName;
  readonly request: RequestOf<WriteName>;
  /** Commits it, then acknowledges: as the server does. */
  store(): void;
  answer(outcome: Outcome<Receipt>): void;
}

/** A connection whose server is this process. */
export class MemoryConnection implements Connection {
  readonly place = 'local, this machine only';
  readonly latencyMs = null;
  readonly server: MemoryServer;
  state: ConnectionState = { phase: 'live', welcome: WELCOME };
  /** Whether writes are stored at once, or wait in `pending` until the test answers them. */
  automatic = true;
  readonly pending: Pending[] = [];
  readonly sent: { name: WriteName; request: RequestOf<WriteName> }[] = [];
  /** How often the history of a todo was asked for, and what its answers wait for. */
  histories = 0;
  historyHeld: Promise<void> = Promise.resolve();
  readonly #listeners = new Set<() => void>();
  readonly #listsListeners = new Set<() => void>();

  constructor(...names: string[]) {
    this.server = new MemoryServer(names);
    this.server.listsChanged = () => {
      for (const listener of this.#listsListeners) listener();
    };
  }

  get lists(): MemoryList[] {
    return this.server.lists;
  }

  /** The list that was named first. */
  get list(): MemoryList {
    const [list] = this.lists;
    if (list === undefined) throw new Error('there is no list');
    return list;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  become(state: ConnectionState): void {
    this.state = state;
    for (const listener of this.#listeners) listener();
  }

  async ready(): Promise<Outcome<Welcome>> {
    return success(WELCOME);
  }

  write<N extends WriteName>(name: N, request: RequestOf<N>): Promise<Outcome<Receipt>> {
    this.sent.push({ name, request });
    return new Promise((resolve) => {
      const pending: Pending = {
        name,
        request,
        store: () => resolve(this.server.store(name, request)),
        answer: resolve,
      };
      if (this.automatic) setImmediate(pending.store);
      else this.pending.push(pending);
    });
  }

  async read<N extends ReadName>(name: N, request: RequestOf<N>): Promise<Outcome<AnswerTo<N>>>;
  async read(name: ReadName, request: RequestOf<ReadName>): Promise<Outcome<ListInfo[] | AnswerTo<'todo:read'>>> {
    if (name === 'lists:read') return success(this.lists.map(({ info }) => info));
    if (name !== 'todo:read' || !('todo' in request)) return failure('not_found', 'not in memory');
    this.histories += 1;
    const list = this.server.find(request.list);
    const todo = list.state.get(request.todo);
    if (todo === undefined) return failure('not_found', 'there is no such todo');
    const history = list.historyOf(todo.id);
    await this.historyHeld;
    return success({ list: list.info, epoch: WELCOME.epoch, todo: packTodo(todo), history, thinned: false });
  }

  open(list: string): ListStore {
    return new MemoryStore(this.server.find(list));
  }

  onListsChanged(listener: () => void): () => void {
    this.#listsListeners.add(listener);
    return () => this.#listsListeners.delete(listener);
  }

  close(): void {
    this.become({ phase: 'closed' });
  }
}
