/** What a ledger must know of a list of todos: its state with what readers share, its drafts, its snapshots. */
import {
  applyChange,
  applyCommit,
  type Commit,
  ListState,
  packedTodoSchema,
  type Todo,
  type TodoChange,
  type TodoTable,
  todoCommitSchema,
  unpackTodo,
} from '@tock/shared';
import * as z from 'zod/mini';
import { Blocks } from './blocks.ts';
import type { Rules } from './listRules.ts';
import { PlaceOrder } from './placeOrder.ts';
import { Slices } from './slices.ts';

/** A list of todos on the server: what everybody has, and the blocks that its readers share. */
export class TodoList extends ListState {
  readonly blocks = new Blocks();
  #order: PlaceOrder | null = null;

  override put(todo: Todo): void {
    this.#order?.replace(this.get(todo.id), todo);
    super.put(todo);
  }

  /** The todos as they stand, removed ones too; sorted once, when somebody first asks. */
  get order(): PlaceOrder {
    this.#order ??= new PlaceOrder(this.todos.values());
    return this.#order;
  }
}

/** A list as it will be when the commit that is being formed lands: what was changed so far, over what is durable. */
export class TodoDraft implements TodoTable {
  readonly durable: TodoList;
  readonly #changed = new Map<string, Todo>();
  count: number;
  lastPosition: string | null;

  constructor(durable: TodoList) {
    this.durable = durable;
    this.count = durable.count;
    this.lastPosition = durable.lastPosition;
  }

  get(id: string): Todo | undefined {
    return this.#changed.get(id) ?? this.durable.get(id);
  }

  put(todo: Todo): void {
    this.#changed.set(todo.id, todo);
  }

  /** Every todo of the list as the commit leaves it so far, in no order. */
  *all(): Generator<Todo> {
    for (const [id, todo] of this.durable.todos) yield this.#changed.get(id) ?? todo;
    for (const [id, todo] of this.#changed) if (this.durable.get(id) === undefined) yield todo;
  }

  /** The least position after `beyond`, or of all; but for some todos. Removed ones count: they may come back. */
  nextAfter(beyond: string | null, except: ReadonlySet<string>): string | null {
    let next: string | null = null;
    for (const { id, position } of this.durable.order.after(beyond)) {
      if (except.has(id) || this.#changed.has(id)) continue;
      next = position;
      break;
    }
    for (const { id, position } of this.#changed.values()) {
      if (except.has(id) || (beyond !== null && position <= beyond)) continue;
      if (next === null || position < next) next = position;
    }
    return next;
  }

  /** The greatest position before `beyond`, or of all; but for some todos. */
  lastBefore(beyond: string | null, except: ReadonlySet<string>): string | null {
    let last: string | null = null;
    for (const { id, position } of this.durable.order.before(beyond)) {
      if (except.has(id) || this.#changed.has(id)) continue;
      last = position;
      break;
    }
    for (const { id, position } of this.#changed.values()) {
      if (except.has(id) || (beyond !== null && position >= beyond)) continue;
      if (last === null || position > last) last = position;
    }
    return last;
  }

  /** Todos that the commit being formed adds are not durable, and nobody can name them by number yet. */
  numbered(n: number): Todo | undefined {
    const todo = this.durable.numbered(n);
    return todo === undefined ? undefined : this.get(todo.id);
  }
}

const headerSchema = z.strictObject({ count: z.number(), lastPosition: z.nullable(z.string()) });
const itemsSchema = z.array(z.unknown());

function* chunksOf(header: string, blocks: ReturnType<Blocks['freeze']>): Generator<string> {
  yield header;
  for (const block of blocks) yield* block.texts;
}

export const todoRules: Rules<TodoList, TodoDraft, TodoChange> = {
  empty: () => new TodoList(),
  grouped: true,
  draft: (state) => new TodoDraft(state),
  tryChange: (draft, change, stamp) => {
    applyChange(draft, change, stamp);
  },
  parse: (body): Commit<TodoChange> => todoCommitSchema.parse(JSON.parse(body)),
  apply: (state, commit, h) => {
    for (const id of applyCommit(state, commit, h)) {
      const todo = state.get(id);
      if (todo !== undefined) state.blocks.put(todo);
    }
  },
  freeze: ({ count, lastPosition, blocks }) => chunksOf(JSON.stringify({ count, lastPosition }), blocks.freeze()),
  thaw: async ([header, ...chunks]) => {
    const state = new TodoList();
    const slices = new Slices();
    for (const chunk of chunks) {
      const items = itemsSchema.parse(JSON.parse(chunk));
      const todos: Todo[] = [];
      for (const item of items) {
        const todo = unpackTodo(packedTodoSchema.parse(item));
        state.put(todo);
        todos.push(todo);
        if (slices.full(chunk.length / items.length)) await slices.turn();
      }
      state.blocks.append(todos, chunk);
    }
    const { count, lastPosition } = headerSchema.parse(JSON.parse(header ?? ''));
    if (count !== state.todos.size) throw new Error(`a snapshot of ${count} todos has ${state.todos.size}`);
    state.count = count;
    state.lastPosition = lastPosition;
    return state;
  },
};
