/** A connection over lists in memory: real commits through `applyCommit`, delivered when the test says so. */
import {
  type AnswerTo,
  applyCommit,
  chain,
  derivedIdentifier,
  failure,
  type ListInfo,
  ListState,
  type NewTodo,
  type Outcome,
  PROTOCOL,
  type Receipt,
  type RequestOf,
  randomIdentifier,
  type StoredCommit,
  success,
  type Todo,
  type TodoChange,
  type TodoCommit,
  type Welcome,
  type WriteName,
} from '@tock/shared';
import type { CatchUp, Connection, ConnectionState, ListStatus, ListStore, ReadName } from '../../src/client/client.ts';

type CommitListener = Parameters<ListStore['onCommit']>[0];
const WELCOME: Welcome = {
  version: '0.0.0',
  protocol: PROTOCOL,
  epoch: 'bbbbbbbbbbbb',
  durability: 'memory',
  person: 'ana',
  device: 'dddddddddddd',
};

/** One list in memory, and every store that follows it. */
export class MemoryList {
  readonly info: ListInfo;
  readonly state = new ListState();
  readonly stores = new Set<MemoryStore>();

  constructor(name: string) {
    this.info = { id: randomIdentifier(), name, owner: 'ana', title: name };
  }

  /** The title of a todo, as changes carry it. */
  titled(id: string): { id: string; title: string } {
    return { id, title: this.state.get(id)?.title ?? '' };
  }

  /** Commits changes and tells every store; answers with the ids it touched. */
  commit(changes: TodoChange[], { by = 'ana', op = randomIdentifier() } = {}): string[] {
    const commit: TodoCommit = {
      list: this.info.id,
      rev: this.state.rev + 1,
      id: randomIdentifier(),
      at: '2026-11-02T09:00:00Z',
      requests: [{ op, by, fingerprint: '', changes }],
    };
    const body = JSON.stringify(commit);
    const h = chain(this.state.h, body);
    const before = new Map(changes.map(({ id }) => [id, this.state.get(id)]));
    const touched = applyCommit(this.state, commit, h);
    const stored = { list: this.info.id, rev: commit.rev, h, body };
    for (const store of this.stores) store.committed(commit, stored, before);
    return touched;
  }

  /** Adds todos at the end, or at the position that is named. */
  add(todos: readonly (string | NewTodo)[], options: { by?: string; op?: string; position?: string } = {}): string[] {
    const op = options.op ?? randomIdentifier();
    const by = options.by ?? 'ana';
    const first = this.state.count;
    return this.commit(
      todos.map((todo, index) => ({
        type: 'todo_added',
        id: derivedIdentifier(this.info.id, by, op, index),
        position: options.position ?? `a${String(first + index).padStart(8, '0')}`,
        ...(typeof todo === 'string' ? { title: todo } : todo),
      })),
      { by, op },
    );
  }

  remove(id: string, by = 'bo'): void {
    this.commit([{ type: 'todo_removed', ...this.titled(id) }], { by });
  }

  complete(id: string, by = 'bo'): void {
    this.commit([{ type: 'todo_completed', ...this.titled(id) }], { by });
  }

  retitle(id: string, title: string, by = 'bo'): void {
    const named = this.titled(id);
    this.commit([{ type: 'todo_edited', ...named, set: { title }, was: { title: named.title } }], { by });
  }
}

/** A store that follows a list in memory. */
export class MemoryStore implements ListStore {
  version = 0;
  status: ListStatus = { phase: 'current' };
  readonly epoch = WELCOME.epoch;
  catchUp: CatchUp | null = null;
  readonly #list: MemoryList;
  readonly #listeners = new Set<() => void>();
  readonly #commits = new Set<CommitListener>();

  constructor(list: MemoryList) {
    this.#list = list;
    list.stores.add(this);
  }

  get info(): ListInfo {
    return this.#list.info;
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
}

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
  state: ConnectionState = { phase: 'live', welcome: WELCOME };
  /** Whether writes are stored at once, or wait in `pending` until the test answers them. */
  automatic = true;
  readonly lists: MemoryList[];
  readonly pending: Pending[] = [];
  readonly sent: { name: WriteName; request: RequestOf<WriteName> }[] = [];
  readonly #listeners = new Set<() => void>();
  readonly #listsListeners = new Set<() => void>();

  constructor(...names: string[]) {
    this.lists = names.map((name) => new MemoryList(name));
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
        store: () => resolve(this.#store(name, request)),
        answer: resolve,
      };
      if (this.automatic) setImmediate(pending.store);
      else this.pending.push(pending);
    });
  }

  async read<N extends ReadName>(name: N): Promise<Outcome<AnswerTo<N>>>;
  async read(name: ReadName): Promise<Outcome<ListInfo[] | AnswerTo<'todo:read'>>> {
    if (name === 'lists:read') return success(this.lists.map(({ info }) => info));
    return failure('not_found', 'not in memory');
  }

  open(list: string): ListStore {
    return new MemoryStore(this.#find(list));
  }

  onListsChanged(listener: () => void): () => void {
    this.#listsListeners.add(listener);
    return () => this.#listsListeners.delete(listener);
  }

  close(): void {
    this.become({ phase: 'closed' });
  }

  #find(list: string): MemoryList {
    const found = this.lists.find(({ info }) => info.id === list || info.name === list);
    if (found === undefined) throw new Error(`no list ${list}`);
    return found;
  }

  #store(name: WriteName, request: RequestOf<WriteName>): Outcome<Receipt> {
    const { op } = request;
    if (name === 'list:create' && 'name' in request) {
      const list = new MemoryList(request.name);
      this.lists.push(list);
      for (const listener of this.#listsListeners) listener();
      return this.#receipt(op, list, []);
    }
    const list = this.#find('list' in request ? request.list : '');
    if ('todos' in request) {
      const [first] = request.todos;
      if (typeof first === 'object') {
        const added = request.todos.flatMap((todo) => (typeof todo === 'object' ? [todo] : []));
        return this.#receipt(op, list, list.add(added, { op }));
      }
      const was = { at: '2026-11-02T09:00:00Z', by: 'ana' };
      const ids = request.todos.flatMap((todo) => (typeof todo === 'string' ? [todo] : []));
      const changes = ids.map((id): TodoChange => {
        if (name === 'todo:complete') return { type: 'todo_completed', ...list.titled(id) };
        if (name === 'todo:remove') return { type: 'todo_removed', ...list.titled(id) };
        return name === 'todo:restore'
          ? { type: 'todo_restored', ...list.titled(id), was }
          : { type: 'todo_reopened', ...list.titled(id), was };
      });
      return this.#receipt(op, list, list.commit(changes, { op }));
    }
    if (!('set' in request)) return failure('invalid', `not known in memory: ${name}`);
    const { title, due, pri } = request.set;
    const set = {
      ...(title === undefined ? {} : { title }),
      ...(due === undefined ? {} : { due }),
      ...(pri === undefined ? {} : { pri }),
    };
    return this.#receipt(
      op,
      list,
      list.commit([{ type: 'todo_edited', ...list.titled(request.todo), set, was: {} }], { op }),
    );
  }

  #receipt(op: string, list: MemoryList, ids: string[]): Outcome<Receipt> {
    const todos = ids.flatMap((id) => {
      const todo = list.state.get(id);
      return todo === undefined ? [] : [{ id, n: todo.n, title: todo.title }];
    });
    const { id, name } = list.info;
    const { rev } = list.state;
    return success({
      op,
      list: id,
      listName: name,
      epoch: WELCOME.epoch,
      rev,
      changed: true,
      durability: 'memory',
      todos,
    });
  }
}
