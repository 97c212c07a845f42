/** A list with a real history, as a server keeps it: commits that chain, and the state that they make. */
import {
  applyCommit,
  CHAIN_START,
  chain,
  derivedIdentifier,
  ListState,
  type NewTodo,
  type Opened,
  type Page,
  packTodo,
  type Receipt,
  randomIdentifier,
  type StoredCommit,
  type TodoChange,
} from '@tock/shared';

export const AT = '2026-12-01T10:00:00.000Z';

/** The pages of an opening and the answer before them. */
export interface Opening {
  opened: Opened;
  pages: Page[];
}

export class ScriptedList {
  readonly id: string;
  readonly name: string;
  readonly commits: StoredCommit[] = [];
  readonly state = new ListState();
  /** Todos or commits in a page. */
  pageSize = 2_000;

  constructor(name = 'inbox') {
    this.name = name;
    this.id = derivedIdentifier('test', 'ana', name, 0);
  }

  /** Makes changes durable, as one commit. */
  commit(op: string, changes: TodoChange[]): StoredCommit {
    const rev = this.state.rev + 1;
    const request = { op, by: 'ana', fingerprint: op, changes };
    const commit = { list: this.id, rev, id: randomIdentifier(), at: AT, requests: [request] };
    const body = JSON.stringify(commit);
    const stored = { list: this.id, rev, h: chain(this.state.h, body), body };
    applyCommit(this.state, commit, stored.h);
    this.commits.push(stored);
    return stored;
  }

  /** Adds todos, as one commit. */
  add(op: string, todos: readonly NewTodo[]): StoredCommit {
    const changes = todos.map((todo, index) => ({
      type: 'todo_added' as const,
      id: derivedIdentifier(this.id, 'ana', op, index),
      position: `a${String(this.state.count + index).padStart(8, '0')}`,
      ...todo,
    }));
    return this.commit(op, changes);
  }

  /** Adds one todo by its title. */
  addTitle(title: string): StoredCommit {
    return this.add(randomIdentifier(), [{ title }]);
  }

  receipt(op: string, epoch: string): Receipt {
    const todos = [...this.state.todos.values()].filter((todo) => todo.id === derivedIdentifier(this.id, 'ana', op, 0));
    return {
      op,
      list: this.id,
      listName: this.name,
      epoch,
      rev: todos[0]?.rev ?? this.state.rev,
      changed: true,
      durability: 'memory',
      todos: todos.map(({ id, n, title }) => ({ id, n, title })),
    };
  }

  /** Opens the list as it stands: whole, or what came after a revision. */
  open(epoch: string, since?: number): Opening {
    const { rev, h, count, lastPosition } = this.state;
    const items =
      since === undefined ? [...this.state.todos.values()].map(packTodo) : this.commits.filter((c) => c.rev > since);
    const pages: Page[] = [];
    do {
      const part = items.slice(pages.length * this.pageSize, (pages.length + 1) * this.pageSize);
      const last = (pages.length + 1) * this.pageSize >= items.length;
      pages.push({ list: this.id, rev, index: pages.length, last, items: JSON.stringify(part) });
    } while (pages.at(-1)?.last === false);
    const list = { id: this.id, name: this.name, owner: 'ana', title: this.name };
    const content = since === undefined ? 'todos' : 'commits';
    return { opened: { list, epoch, rev, h, content, count, lastPosition, keptFrom: 1 }, pages };
  }

  /** The chain value at a revision. */
  chainAt(rev: number): string {
    return rev === 0 ? CHAIN_START : (this.commits[rev - 1]?.h ?? 'none');
  }
}
