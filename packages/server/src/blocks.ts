/**
 * The todos of a list in blocks of consecutive numbers, each encoded at most once until something in it changes. What a
 * reader or a snapshot holds is frozen: a change replaces the block it touches and leaves the others shared.
 */
import { limits, packTodo, type Todo } from '@tock/shared';

/** Todos in a block: small enough that replacing one is nothing, large enough that a list is few pages. */
const BLOCK = 512;

/** Some todos of consecutive numbers, as they stood at one revision. Immutable. */
export class Block {
  readonly todos: readonly Todo[];
  #texts: readonly string[] | null;

  /** `texts`, where they are known already. */
  constructor(todos: readonly Todo[], texts: readonly string[] | null = null) {
    this.todos = todos;
    this.#texts = texts;
  }

  /** The block with one todo replaced or, at its end, added. */
  with(index: number, todo: Todo): Block {
    const todos = this.todos.slice();
    todos[index] = todo;
    return new Block(todos);
  }

  /** JSON of `PackedTodo[]`, in as many texts as `limits.pageBytes` asks for; made once, shared by everyone who reads it. */
  get texts(): readonly string[] {
    this.#texts ??= encode(this.todos);
    return this.#texts;
  }
}

function encode(todos: readonly Todo[]): string[] {
  const texts: string[] = [];
  let items: string[] = [];
  let size = 0;
  for (const todo of todos) {
    const item = JSON.stringify(packTodo(todo));
    const bytes = Buffer.byteLength(item);
    if (items.length > 0 && size + bytes > limits.pageBytes) {
      texts.push(`[${items.join(',')}]`);
      items = [];
      size = 0;
    }
    items.push(item);
    size += bytes;
  }
  texts.push(`[${items.join(',')}]`);
  return texts;
}

export class Blocks {
  #blocks: Block[] = [];
  #frozen = false;

  /**
   * Takes the next todos of a list that is being read, in the order of their numbers, and the text that they were read
   * from: it is what `texts` would make of them, so that it need not be made again. Throws when a todo is missing.
   */
  append(todos: readonly Todo[], text: string): void {
    if (todos.length === 0) return;
    const last = this.#blocks.at(-1);
    const open = last !== undefined && last.todos.length < BLOCK ? last : null;
    const before = this.#blocks.length * BLOCK - (open === null ? 0 : BLOCK - open.todos.length);
    for (const [index, { n }] of todos.entries()) {
      if (n !== before + index + 1)
        throw new Error(`a snapshot has todo ${n} where todo ${before + index + 1} belongs`);
    }
    if (open !== null && open.todos.length + todos.length <= BLOCK) {
      this.#blocks[this.#blocks.length - 1] = new Block([...open.todos, ...todos], [...open.texts, text]);
    } else if (open === null && todos.length <= BLOCK) {
      this.#blocks.push(new Block(todos, [text]));
    } else {
      // Blocks of another size than ours: an other tock made them.
      for (const todo of todos) this.put(todo);
    }
  }

  /** Puts a todo in its place, which its number says. */
  put(todo: Todo): void {
    if (this.#frozen) {
      // Somebody reads the array as it was.
      this.#blocks = this.#blocks.slice();
      this.#frozen = false;
    }
    const at = Math.floor((todo.n - 1) / BLOCK);
    this.#blocks[at] = (this.#blocks[at] ?? new Block([])).with((todo.n - 1) % BLOCK, todo);
  }

  /** The blocks as they are now, for as long as the reader wants them. */
  freeze(): readonly Block[] {
    this.#frozen = true;
    return this.#blocks;
  }
}
