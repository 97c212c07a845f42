/** A write of the contract as a person with curl would say it, where REST has a way to say it. */
import type { RequestOf, WriteName } from '@tock/shared';

/** What is sent over HTTP. */
export interface RestRequest {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  path: string;
  headers: Record<string, string>;
  body: string | null;
}

/** A request as its row says it: whatever is undefined is left out. */
interface Said {
  method: RestRequest['method'];
  list?: string;
  path?: string;
  ifRev?: number | undefined;
  body?: unknown;
}
type Rows = { [N in WriteName]: (request: RequestOf<N>) => Said | null };

/** The one todo of a request, in an address: REST changes one at a time. */
function one({ todos, ...rest }: { list: string; todos: readonly string[]; ifRev?: number }) {
  const [todo] = todos;
  if (todo === undefined || todos.length > 1) return null;
  return { list: rest.list, path: `/todos/${encodeURIComponent(todo)}`, ifRev: rest.ifRev };
}

function patch(request: Parameters<typeof one>[0], body: unknown): Said | null {
  const at = one(request);
  return at === null ? null : { method: 'PATCH', ...at, body };
}

const rows: Rows = {
  'list:create': ({ name }) => ({ method: 'POST', body: { name } }),
  'list:rename': ({ list, name }) => ({ method: 'PATCH', list, body: { name } }),
  'list:archive': ({ list }) => ({ method: 'PATCH', list, body: { archived: true } }),
  'list:unarchive': ({ list }) => ({ method: 'PATCH', list, body: { archived: false } }),
  'list:undo': ({ list, rev }) => ({
    method: 'POST',
    list,
    path: '/undo',
    ...(rev === undefined ? {} : { body: { rev } }),
  }),
  'list:redo': ({ list }) => ({ method: 'POST', list, path: '/redo' }),
  'todo:add': ({ list, todos }) => {
    const [todo] = todos;
    // Both ways to say one, each as often as the other.
    const body = todos.length === 1 && (todo?.title.length ?? 0) % 2 === 0 ? todo : { todos };
    return { method: 'POST', list, path: '/todos', body };
  },
  'todo:edit': ({ list, todo, set, addTags, removeTags, ifRev, seen }) =>
    patch({ list, todos: [todo], ...(ifRev === undefined ? {} : { ifRev }) }, { ...set, addTags, removeTags, seen }),
  'todo:complete': (request) => patch(request, { done: true }),
  'todo:reopen': (request) => patch(request, { done: false }),
  'todo:remove': (request) => {
    const at = one(request);
    return at === null ? null : { method: 'DELETE', ...at };
  },
  'todo:restore': (request) => patch(request, { removed: false }),
  'todo:move': (request) => patch(request, { place: request.place, ...('of' in request ? { of: request.of } : {}) }),
  'todo:send': (request) => patch(request, { list: request.to }),
  'webhook:create': ({ list, url, description }) => ({
    method: 'POST',
    list,
    path: '/webhooks',
    body: { url, description },
  }),
  'webhook:remove': ({ list, webhook }) => ({ method: 'DELETE', list, path: `/webhooks/${webhook}` }),
  'webhook:resume': ({ list, webhook }) => ({ method: 'POST', list, path: `/webhooks/${webhook}/resume` }),
};

/**
 * The request, or null where REST has no word for it. `text` is what was typed, where it was words: then the words are sent,
 * and the server reads them.
 */
export function asRest<N extends WriteName>(name: N, request: RequestOf<N>, text?: string): RestRequest | null {
  const said = rows[name](request);
  if (said === null || ('typed' in request && text === undefined)) return null;
  const { method, list, path = '', ifRev, body } = said;
  const content =
    text !== undefined
      ? { 'content-type': 'text/plain' }
      : body === undefined
        ? {}
        : { 'content-type': 'application/json' };
  return {
    method,
    path: `/v1/lists${list === undefined ? '' : `/${encodeURIComponent(list)}`}${path}`,
    headers: {
      'idempotency-key': request.op,
      ...(ifRev === undefined ? {} : { 'if-match': `"${ifRev}"` }),
      ...content,
    },
    body: text ?? (body === undefined ? null : JSON.stringify(body)),
  };
}
