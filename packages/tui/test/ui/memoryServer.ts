/** What a server does with a request, over lists in memory: as far as the screen can tell, and no further. */
import {
  compareTodos,
  failure,
  type Outcome,
  type Receipt,
  type RequestOf,
  success,
  type TodoChange,
  type WriteName,
} from '@tock/shared';
import { MemoryList } from './memoryList.ts';
import { WELCOME } from './memoryStore.ts';

const WAS = { at: '2026-11-02T09:00:00Z', by: 'ana' };

/** A position after `above` and before `below`; null: the end. */
function between(above: string, below: string | null): string {
  for (let least = ''; ; least += 'A') {
    const position = `${above}${least}V`;
    if (below === null || position < below) return position;
  }
}

/** The lists of one server. */
export class MemoryServer {
  readonly lists: MemoryList[];
  /** Told when lists come, or change. */
  listsChanged = () => {};

  constructor(names: readonly string[]) {
    this.lists = names.map((name) => new MemoryList(name));
  }

  find(list: string): MemoryList {
    const found = this.lists.find(({ info }) => info.id === list || info.name === list);
    if (found === undefined) throw new Error(`no list ${list}`);
    return found;
  }

  /** Archives a list, or opens it again, and tells. */
  shelve(list: MemoryList, archived: boolean): void {
    const { archived: _, ...info } = list.info;
    list.info = archived ? { ...info, archived: true } : info;
    this.listsChanged();
  }

  /** Does what a request asks: it is committed before it is answered. */
  store(name: WriteName, request: RequestOf<WriteName>): Outcome<Receipt> {
    const { op } = request;
    if (name === 'list:create' && 'name' in request) {
      const list = new MemoryList(request.name);
      this.lists.push(list);
      this.listsChanged();
      return this.#receipt(op, list, []);
    }
    const list = this.find('list' in request ? request.list : '');
    if (name === 'list:archive' || name === 'list:unarchive') {
      this.shelve(list, name === 'list:archive');
      return this.#receipt(op, list, []);
    }
    if (list.info.archived === true) {
      const hint = `tock lists unarchive ${list.info.name} opens it again`;
      return failure('refused', `${list.info.name} is archived`, hint);
    }
    if (name === 'list:undo' || name === 'list:redo') return this.#turnBack(name, list, op);
    if ('todos' in request) return this.#todos(name, list, request);
    if (!('set' in request)) return failure('invalid', `not known in memory: ${name}`);
    const { title, due, pri } = request.set;
    const set = {
      ...(title === undefined ? {} : { title }),
      ...(due === undefined ? {} : { due }),
      ...(pri === undefined ? {} : { pri }),
    };
    const named = list.titled(request.todo);
    const was = title === undefined ? {} : { title: named.title };
    const change = { type: 'todo_edited' as const, ...named, title: title ?? named.title, set, was };
    return this.#receipt(op, list, list.commit([change], { op }));
  }

  #todos(
    name: WriteName,
    list: MemoryList,
    request: Extract<RequestOf<WriteName>, { todos: unknown }>,
  ): Outcome<Receipt> {
    const { op } = request;
    const [first] = request.todos;
    if (typeof first === 'object') {
      const added = request.todos.flatMap((todo) => (typeof todo === 'object' ? [todo] : []));
      return this.#receipt(op, list, list.add(added, { op }));
    }
    if ('of' in request && first !== undefined) return this.#move(list, first, request);
    if ('to' in request && first !== undefined) return this.#send(list, first, request);
    const ids = request.todos.flatMap((todo) => (typeof todo === 'string' ? [todo] : []));
    const changes = ids.map((id): TodoChange => {
      if (name === 'todo:complete') return { type: 'todo_completed', ...list.titled(id) };
      if (name === 'todo:remove') return { type: 'todo_removed', ...list.titled(id) };
      return name === 'todo:restore'
        ? { type: 'todo_restored', ...list.titled(id), was: WAS }
        : { type: 'todo_reopened', ...list.titled(id), was: WAS };
    });
    return this.#receipt(op, list, list.commit(changes, { op }));
  }

  #move(list: MemoryList, id: string, { op, place, of }: { op: string; place: string; of: string }): Outcome<Receipt> {
    const others = [...list.state.todos.values()].filter((todo) => todo.id !== id).sort(compareTodos);
    const at = others.findIndex((todo) => todo.id === of) + (place === 'after' ? 1 : 0);
    const position = between(others[at - 1]?.position ?? '', others[at]?.position ?? null);
    return this.#receipt(op, list, list.move(id, position, { op }));
  }

  #send(list: MemoryList, id: string, { op, to }: { op: string; to: string }): Outcome<Receipt> {
    const there = this.find(to);
    const { title } = list.titled(id);
    list.commit([{ type: 'todo_sent', id, title, to: there.info.id }], { op });
    const position = between(there.state.lastPosition ?? '', null);
    const received = { type: 'todo_received' as const, id, title, from: list.info.id, position, created: WAS };
    return this.#receipt(op, there, there.commit([received], { op }));
  }

  /** Undo and redo of what ana did, newest first. */
  #turnBack(name: 'list:undo' | 'list:redo', list: MemoryList, op: string): Outcome<Receipt> {
    const turns = new Map<number, { rev: number; undone: boolean }>();
    const own = list.commits.filter(({ requests: [request] }) => request?.by === 'ana');
    for (const { rev, requests } of own) {
      const { undoes, redoes } = requests[0] ?? {};
      const about = undoes ?? redoes;
      if (about !== undefined) turns.set(about.rev, { rev, undone: undoes !== undefined });
      else turns.set(rev, { rev, undone: false });
    }
    const wanted = [...turns].reverse().find(([, { undone }]) => undone === (name === 'list:redo'));
    if (wanted === undefined) return failure('refused', `there is nothing of yours to ${name.slice(5)} in this list`);
    const [target, { rev }] = wanted;
    const touched = list.turnBack(rev, op, name === 'list:undo' ? 'undoes' : 'redoes', target);
    const types = [...new Set(list.commits.at(-1)?.requests.flatMap(({ changes }) => changes.map(({ type }) => type)))];
    const told = { rev: target, types };
    return this.#receipt(op, list, touched, name === 'list:undo' ? { undone: told } : { redone: told });
  }

  #receipt(
    op: string,
    list: MemoryList,
    ids: readonly string[],
    turned: Pick<Receipt, 'undone' | 'redone'> = {},
  ): Outcome<Receipt> {
    const todos = ids.flatMap((id) => {
      const todo = list.state.get(id);
      return todo === undefined ? [] : [{ id, n: todo.n, title: todo.title }];
    });
    const { id, name } = list.info;
    const { rev } = list.state;
    const { epoch } = WELCOME;
    const about = { op, list: id, listName: name, epoch, rev };
    return success({ ...about, changed: true, durability: 'memory', todos, ...turned });
  }
}
