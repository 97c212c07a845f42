/** Routes of todos: page by page, one of them, new ones, and every way to change one. */
import {
  clock,
  foldCase,
  historyEntrySchema,
  limits,
  type Outcome,
  type Receipt,
  receiptSchema,
  stateOf,
  success,
  timeZoneSchema,
  todoRecord,
  todoRecordSchema,
  todosReadSchema,
  unpackTodo,
} from '@tock/shared';
import * as z from 'zod/mini';
import { entityTag } from './headers.ts';
import { type Desk, nothing, type Route, route, type Told, wholeNumber } from './route.ts';
import { addBody, addBodyOf, changeBody, changeBodyOf, readEdit, readTodos } from './todoBodies.ts';

const ONE = '/v1/lists/{list}/todos/{todo}';
const ALL = '/v1/lists/{list}/todos';
/** How many todos a page has that does not say. */
const PAGE = 100;

const todoAnswer = z.object({
  ...todoRecordSchema.shape,
  /** Oldest first. */
  history: z.array(historyEntrySchema),
  /** Whether it begins later than the todo: what came before is not kept, or is more than one answer holds. */
  historyFrom: z.enum(['beginning', 'kept', 'long']),
});

/** A receipt of one todo: its tag, where it has another revision now. */
function told(outcome: Outcome<Receipt>): Outcome<Told> {
  if (!outcome.ok) return outcome;
  const { value } = outcome;
  return success({ body: value, headers: value.changed ? { etag: entityTag(value.epoch, value.rev) } : {} });
}

/** Whether two names are of one list: a name, an owner with it, an id. */
async function isSameList(stand: Desk['stand'], one: string, other: string): Promise<boolean> {
  if (foldCase(one) === foldCase(other)) return true;
  const [found, wanted] = await Promise.all([stand(one), stand(other)]);
  return found.ok && wanted.ok && found.value.list.id === wanted.value.list.id;
}

export const todoRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: ALL,
    id: 'readTodos',
    summary: 'Todos of a list in its order, page by page: what is open, or what a filter matches',
    query: z.strictObject({
      filter: z.exactOptional(z.string()),
      timeZone: z.exactOptional(timeZoneSchema),
      after: z.exactOptional(z.string()),
      limit: z.exactOptional(wholeNumber(1, limits.pageTodos)),
    }),
    body: nothing,
    status: 200,
    answer: todosReadSchema,
    call: async ({ ask }, { list, query: { limit = PAGE, filter = '', ...query } }) => {
      const read = await ask('todos:read', { list, limit, ...(filter.trim() === '' ? {} : { filter }), ...query });
      if (!read.ok) return read;
      const { next } = read.value;
      if (next === null) return success({ body: read.value });
      const parameters = new URLSearchParams({ ...query, ...(filter === '' ? {} : { filter }), limit: String(limit) });
      parameters.set('after', next);
      return success({ body: read.value, headers: { link: `<?${parameters}>; rel="next"` } });
    },
  }),
  route({
    method: 'post',
    path: ALL,
    id: 'addTodos',
    summary:
      'New todos at the end of a list, all or none: fields, or words as tock add takes them (text/plain: a line each)',
    query: nothing,
    body: addBody,
    bodyBy: addBodyOf,
    takesText: true,
    status: 201,
    answer: receiptSchema,
    call: async ({ ask, stand }, { op, list, body }) => {
      const read = 'text' in body ? await readTodos(body, (name) => isSameList(stand, name, list)) : null;
      if (read?.ok === false) return read;
      const todos = 'todos' in body ? body.todos : 'title' in body ? [body] : (read?.value.value ?? []);
      const typed = read === null ? {} : { typed: read.value.typed };
      const receipt = await ask('todo:add', { op, list, ...typed, todos });
      if (!receipt.ok) return receipt;
      const [first, ...more] = receipt.value.todos;
      const one = first !== undefined && more.length === 0;
      const location = one ? { location: `/v1/lists/${receipt.value.list}/todos/${first.id}` } : {};
      const tag = one && receipt.value.changed ? { etag: entityTag(receipt.value.epoch, receipt.value.rev) } : {};
      return success({ body: receipt.value, headers: { ...location, ...tag } });
    },
  }),
  route({
    method: 'get',
    path: ONE,
    id: 'readTodo',
    summary:
      'One todo by its number, its id or the beginning of it, with what happened to it; its ETag is for If-Match',
    query: z.strictObject({ timeZone: z.exactOptional(timeZoneSchema) }),
    body: nothing,
    status: 200,
    answer: todoAnswer,
    call: async ({ ask }, { list, todo: reference, query: { timeZone = 'UTC' } }) => {
      const read = await ask('todo:read', { list, todo: reference });
      if (!read.ok) return read;
      const { list: info, epoch, history, thinned, long } = read.value;
      const todo = unpackTodo(read.value.todo);
      const now = clock({ now: new Date(), timeZone });
      const record = todoRecord({ todo, state: stateOf(todo, now.now, now.today), list: info });
      const historyFrom = long === true ? 'long' : thinned ? 'kept' : 'beginning';
      return success({ body: { ...record, history, historyFrom }, headers: { etag: entityTag(epoch, todo.rev) } });
    },
  }),
  route({
    method: 'patch',
    path: ONE,
    id: 'changeTodo',
    summary: 'Fields, or words as tock edit takes them; or one of done, removed, place, list',
    query: nothing,
    body: changeBody,
    bodyBy: changeBodyOf,
    takesText: true,
    takesIfMatch: true,
    status: 200,
    answer: receiptSchema,
    call: async ({ ask }, { op, list, todo, ifRev, body }) => {
      const seen = ifRev === null ? {} : { ifRev };
      const one = { op, list, todos: [todo], ...seen };
      if ('text' in body) {
        const read = readEdit(body, todo, ifRev);
        return read.ok
          ? told(await ask('todo:edit', { op, list, todo, typed: read.value.typed, ...seen, ...read.value.value }))
          : read;
      }
      if ('done' in body) return told(await ask(body.done ? 'todo:complete' : 'todo:reopen', one));
      if ('removed' in body) return told(await ask(body.removed ? 'todo:remove' : 'todo:restore', one));
      if ('place' in body) return told(await ask('todo:move', { ...one, ...body }));
      if ('list' in body) return told(await ask('todo:send', { ...one, to: body.list }));
      const { addTags, removeTags, seen: at, ...set } = body;
      const tags = { ...(addTags && { addTags }), ...(removeTags && { removeTags }) };
      return told(
        await ask('todo:edit', { op, list, todo, ...seen, set, ...tags, ...(at === undefined ? {} : { seen: at }) }),
      );
    },
  }),
  route({
    method: 'delete',
    path: ONE,
    id: 'removeTodo',
    summary: 'Removes a todo; undo and restore bring it back',
    query: nothing,
    body: nothing,
    takesIfMatch: true,
    status: 200,
    answer: receiptSchema,
    call: async ({ ask }, { op, list, todo, ifRev }) =>
      told(await ask('todo:remove', { op, list, todos: [todo], ...(ifRev === null ? {} : { ifRev }) })),
  }),
];
