/** A list in memory: real commits through `applyCommit`, told to every store that follows it. */
import {
  applyCommit,
  chain,
  derivedIdentifier,
  type HistoryEntry,
  inverseOf,
  type ListInfo,
  ListState,
  type NewTodo,
  type RequestReference,
  randomIdentifier,
  type TodoChange,
  type TodoCommit,
} from '@tock/shared';
import type { MemoryStore } from './memoryStore.ts';

/** One list in memory, and every store that follows it. */
export class MemoryList {
  info: ListInfo;
  readonly state = new ListState();
  readonly commits: TodoCommit[] = [];
  readonly stores = new Set<MemoryStore>();

  constructor(name: string) {
    this.info = { id: randomIdentifier(), name, owner: 'ana', title: name };
  }

  /** The title of a todo, as changes carry it. */
  titled(id: string): { id: string; title: string } {
    return { id, title: this.state.get(id)?.title ?? '' };
  }

  /** Commits changes and tells every store; answers with the ids it touched. */
  commit(
    changes: TodoChange[],
    {
      by = 'ana',
      op = randomIdentifier(),
      ...turned
    }: { by?: string; op?: string; undoes?: RequestReference; redoes?: RequestReference } = {},
  ): string[] {
    const commit: TodoCommit = {
      list: this.info.id,
      rev: this.state.rev + 1,
      id: randomIdentifier(),
      at: '2026-11-02T09:00:00Z',
      requests: [{ op, by, fingerprint: '', changes, ...turned }],
    };
    const body = JSON.stringify(commit);
    const h = chain(this.state.h, body);
    const before = new Map(changes.map(({ id }) => [id, this.state.get(id)]));
    const touched = applyCommit(this.state, commit, h);
    this.commits.push(commit);
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

  /** Puts a todo at a position. */
  move(id: string, position: string, options: { by?: string; op?: string } = {}): string[] {
    const was = this.state.get(id)?.position ?? '';
    return this.commit([{ type: 'todo_moved', ...this.titled(id), position, was }], options);
  }

  /** What takes a commit back, as a request of the same person. */
  turnBack(rev: number, op: string, mark: 'undoes' | 'redoes', target: number): string[] {
    const { at, requests } = this.#commitAt(rev);
    const changes = requests.flatMap(({ by, changes: made }) =>
      made.toReversed().flatMap((change) => {
        const todo = this.state.get(change.id);
        const inverse = todo === undefined ? null : inverseOf(change, { rev, at, by }, todo);
        return inverse?.kind === 'change' ? [inverse.change] : [];
      }),
    );
    return this.commit(changes, { op, [mark]: { op: this.#commitAt(target).requests[0]?.op ?? '', rev: target } });
  }

  #commitAt(rev: number): TodoCommit {
    const commit = this.commits[rev - 1];
    if (commit === undefined) throw new Error(`no revision ${rev}`);
    return commit;
  }

  /** What was done to a todo. */
  historyOf(id: string): HistoryEntry[] {
    return this.commits.flatMap(({ rev, at, requests }) =>
      requests.flatMap(({ by, op, changes }) =>
        changes.flatMap((change) => (change.id === id ? [{ rev, at, by, op, change }] : [])),
      ),
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
    this.commit([{ type: 'todo_edited', ...named, title, set: { title }, was: { title: named.title } }], { by });
  }
}
