/** Reads what arrives from a server: everything from a socket is hostile until one of these has parsed it. */
import {
  type AnswerTo,
  type Code,
  codes,
  failure,
  type Hello,
  type HistoryEntry,
  type ListInfo,
  type Opened,
  type Outcome,
  type Page,
  type Problem,
  packedTodoSchema,
  type Receipt,
  type StoredCommit,
  sanitise,
  type TodoRead,
  todoChangeSchema,
  type Welcome,
} from '@tock/shared';
import type { ReadName } from './client.ts';

/** Reads a value, or answers null when it is not what it should be. */
type Reader<T> = (value: unknown) => T | null;

/** Whether a value is an object with named members. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The members of a value, none when it is no object. */
export function members(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && typeof value === 'number' && value >= 0;
}

/** An array of which every item is readable. */
function readAll<T>(value: unknown, read: Reader<T>): T[] | null {
  if (!Array.isArray(value)) return null;
  const items: T[] = [];
  for (const each of value) {
    const item = read(each);
    if (item === null) return null;
    items.push(item);
  }
  return items;
}

function isCode(value: unknown): value is Code {
  return codes.some((code) => code === value);
}

/** A problem that a server told, made showable. */
export const readProblem: Reader<Problem> = (value) => {
  if (!isRecord(value)) return null;
  const { code, message, hint } = value;
  if (!isCode(code) || !isText(message)) return null;
  return { code, message: sanitise(message), ...(isText(hint) ? { hint: sanitise(hint) } : {}) };
};

export const readWelcome: Reader<Welcome> = (value) => {
  if (!isRecord(value)) return null;
  const { version, protocol, epoch, durability, person, device } = value;
  if (!isText(version) || !isCount(protocol) || !isText(epoch) || !isText(person) || !isText(device)) return null;
  if (durability !== 'fsync' && durability !== 'memory') return null;
  return { version, protocol, epoch, durability, person, device };
};

export const readHello: Reader<Hello> = (value) => {
  if (!isRecord(value)) return null;
  const { name, version, protocol, pid, connections, store, proof } = value;
  if (name !== 'tockd' || !isText(version) || !isCount(protocol) || !isCount(pid) || pid < 2) return null;
  if (!isCount(connections) || !isText(store) || !(isText(proof) || proof === null)) return null;
  return { name, version, protocol, pid, connections, store, proof };
};

const readListInfo: Reader<ListInfo> = (value) => {
  if (!isRecord(value)) return null;
  const { id, name, owner, title } = value;
  return isText(id) && isText(name) && isText(owner) && isText(title) ? { id, name, owner, title } : null;
};

export const readOpened: Reader<Opened> = (value) => {
  if (!isRecord(value)) return null;
  const { list: info, epoch, rev, h, content, count, lastPosition } = value;
  const list = readListInfo(info);
  if (list === null || !isText(epoch) || !isCount(rev) || !isText(h) || !isCount(count)) return null;
  if (content !== 'todos' && content !== 'commits') return null;
  if (!isText(lastPosition) && lastPosition !== null) return null;
  return { list, epoch, rev, h, content, count, lastPosition };
};

export const readPage: Reader<Page> = (value) => {
  if (!isRecord(value)) return null;
  const { list, rev, index, last, items } = value;
  if (!isText(list) || !isCount(rev) || !isCount(index) || typeof last !== 'boolean' || !isText(items)) return null;
  return { list, rev, index, last, items };
};

export const readStoredCommit: Reader<StoredCommit> = (value) => {
  if (!isRecord(value)) return null;
  const { list, rev, h, body } = value;
  return isText(list) && isCount(rev) && isText(h) && isText(body) ? { list, rev, h, body } : null;
};

/** The head of a list, as a heartbeat tells it. */
export const readHead: Reader<{ list: string; rev: number; h: string }> = (value) => {
  if (!isRecord(value)) return null;
  const { list, rev, h } = value;
  return isText(list) && isCount(rev) && isText(h) ? { list, rev, h } : null;
};

export const readReceipt: Reader<Receipt> = (value) => {
  if (!isRecord(value)) return null;
  const { op, list, listName, epoch, rev, changed, durability, todos: named } = value;
  if (!isText(op) || !isText(list) || !isText(listName) || !isText(epoch) || !isCount(rev)) return null;
  if (typeof changed !== 'boolean' || (durability !== 'fsync' && durability !== 'memory')) return null;
  const todos = readAll(named, (todo) => {
    if (!isRecord(todo)) return null;
    const { id, n, title } = todo;
    return isText(id) && isCount(n) && isText(title) ? { id, n, title } : null;
  });
  return todos === null ? null : { op, list, listName, epoch, rev, changed, durability, todos };
};

const readHistoryEntry: Reader<HistoryEntry> = (value) => {
  if (!isRecord(value)) return null;
  const { rev, at, by, op, change: made } = value;
  const change = todoChangeSchema.safeParse(made);
  if (!isCount(rev) || !isText(at) || !isText(by) || !isText(op) || !change.success) return null;
  return { rev, at, by, op, change: change.data };
};

const readTodo: Reader<TodoRead> = (value) => {
  if (!isRecord(value)) return null;
  const { epoch, list: info, todo: packed, history: entries } = value;
  const list = readListInfo(info);
  const todo = packedTodoSchema.safeParse(packed);
  const history = readAll(entries, readHistoryEntry);
  if (list === null || !isText(epoch) || !todo.success || history === null) return null;
  return { list, epoch, todo: todo.data, history };
};

/** How the answer to each read is read. A new read without a reader does not compile. */
export const answerReaders: { [N in ReadName]: Reader<AnswerTo<N>> } = {
  'lists:read': (value) => readAll(value, readListInfo),
  'todo:read': readTodo,
};

/** The outcome that a server answered; `internal` when it is none. */
export function readOutcome<T>(value: unknown, read: Reader<T>): Outcome<T> {
  const { ok, value: answered, problem: told } = members(value);
  const answer = ok === true ? read(answered) : null;
  if (answer !== null) return { ok: true, value: answer };
  const problem = ok === false ? readProblem(told) : null;
  if (problem !== null) return { ok: false, problem };
  return failure('internal', 'the server answered something that tock cannot read', 'upgrade tock, or report this');
}
