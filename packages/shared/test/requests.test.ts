/** What a door parses with: every request as it should be, and none as it should not. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { limits, type RequestName, type RequestOf, requestSchemas } from '../src/index.ts';

const write = { op: 'op-1', list: 'inbox' };
const valid: { [N in RequestName]: RequestOf<N> } = {
  'list:open': { list: 'inbox', follow: true, since: { epoch: 'e', rev: 3, h: 'h' } },
  'list:close': { list: 'inbox' },
  'list:create': { op: 'op-1', name: 'groceries' },
  'list:rename': { op: 'op-1', list: 'groceries', name: 'food' },
  'list:archive': { op: 'op-1', list: 'groceries' },
  'list:unarchive': { op: 'op-1', list: 'groceries' },
  'list:undo': { ...write, rev: 12 },
  'list:redo': write,
  'list:log': { list: 'inbox', before: 12, after: 3, since: '2026-11-01T08:00:00Z', limit: 100 },
  'list:presence': { list: 'inbox' },
  'lists:read': {},
  'todos:read': { list: 'inbox', filter: '+home', timeZone: 'Europe/Berlin', after: 'a0:bcdfghjklmnp', limit: 100 },
  'todo:read': { list: 'inbox', todo: '42' },
  'todo:add': {
    ...write,
    typed: 'digest',
    todos: [{ title: 'buy milk', tags: ['home'], due: '2026-12-01', done: true }],
  },
  'todo:edit': {
    ...write,
    todo: '42',
    set: { title: 'x', due: null },
    addTags: ['a'],
    removeTags: ['b'],
    ifRev: 1,
    seen: 1,
  },
  'todo:complete': { ...write, todos: ['1', 'bcdf'] },
  'todo:reopen': { ...write, todos: ['1'] },
  'todo:remove': { ...write, todos: ['1'] },
  'todo:restore': { ...write, todos: ['1'] },
  'todo:move': { ...write, todos: ['2', '1'], place: 'after', of: '7' },
  'todo:send': { ...write, todos: ['1'], to: 'groceries' },
  'webhook:create': { ...write, url: 'https://example.com/hook', description: 'to the chat' },
  'webhook:remove': { ...write, webhook: 'bcdf' },
  'webhook:resume': { ...write, webhook: 'bcdfghjklmnp' },
  'webhooks:read': { list: 'inbox' },
};
const names = Object.keys(requestSchemas).filter((name): name is RequestName => name in requestSchemas);
const accepts = (name: RequestName, request: unknown) => requestSchemas[name].safeParse(request).success;

function hasStrangeLength(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { length } = value as { length?: unknown };
  const strange = typeof length === 'object' || typeof length === 'symbol';
  return (length != null && strange) || Object.values(value).some(hasStrangeLength);
}

describe.each(names)('%s', (name) => {
  test('as it should be', () => {
    expect(requestSchemas[name].parse(valid[name])).toStrictEqual(valid[name]);
  });

  test('refuses keys it does not know', () => {
    expect(accepts(name, { ...valid[name], extra: 1 })).toBe(false);
    const text = JSON.stringify(valid[name]);
    for (const key of ['__proto__', 'constructor', 'toString']) {
      const separator = text === '{}' ? '' : ',';
      const hostile: unknown = JSON.parse(`${text.slice(0, -1)}${separator}"${key}":{"op":"x"}}`);
      expect(accepts(name, hostile), key).toBe(false);
    }
  });

  test('refuses to miss what it needs, and any other type', () => {
    const request: Record<string, unknown> = { ...valid[name] };
    const optional = new Set(
      'typed since before after addTags removeTags ifRev seen rev filter timeZone description'.split(' '),
    );
    for (const key of Object.keys(request)) {
      for (const wrong of [null, 1.5, {}, [[]], [null], Number.NaN, -1, '']) {
        const kept = key === 'set' && JSON.stringify(wrong) === '{}';
        const named = key === 'name' && wrong === '';
        const undigested = key === 'typed' && wrong === '';
        if (kept || named || undigested) continue;
        expect(accepts(name, { ...request, [key]: wrong }), `${key}: ${JSON.stringify(wrong)}`).toBe(false);
      }
      const { [key]: _, ...rest } = request;
      expect(accepts(name, rest), `without ${key}`).toBe(optional.has(key));
    }
    for (const wrong of [null, undefined, 1, 'x', [], () => null]) expect(accepts(name, wrong)).toBe(false);
  });

  test('never throws', () => {
    // A length that cannot be compared makes a schema throw: doors answer that (`payloads.ts`).
    const comparable = (value: unknown) => !hasStrangeLength(value);
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, withBigInt: true }).filter(comparable), (anything) => {
        accepts(name, anything);
        accepts(name, { ...valid[name], list: anything, todos: anything, set: anything });
      }),
    );
  });
});

describe('inside a request', () => {
  test.each([
    [{ title: '' }],
    [{ title: 'a\nb' }],
    [{ title: 'x', tags: ['+home'] }],
    [{ title: 'x', tags: Array.from({ length: limits.tags + 1 }, (_, index) => `t${index}`) }],
    [{ title: 'x', due: 'tomorrow' }],
    [{ title: 'x', pri: 'high' }],
    [{ title: 'x', for: 'Ana' }],
    [{ title: 'x', done: false }],
    [{ title: 'x', id: 'bcdfghjklmnp' }],
    [{ title: 'x', createdBy: 'bo' }],
    [{ title: 'x', rec: '1w' }],
  ])('%j is no new todo', (todo) => {
    expect(accepts('todo:add', { ...write, todos: [todo] })).toBe(false);
  });

  test('a hostile todo or edit changes nothing else', () => {
    const todo: unknown = JSON.parse('{"title":"x","__proto__":{"done":true}}');
    expect(accepts('todo:add', { ...write, todos: [todo] })).toBe(false);
    const set: unknown = JSON.parse('{"__proto__":{"title":"x"}}');
    expect(accepts('todo:edit', { ...write, todo: '1', set })).toBe(false);
  });

  test.each(['', 'a b', 'a/b', 'ä', 'a\n', 'a'.repeat(129)])('%j is no op', (op) => {
    expect(accepts('todo:complete', { ...write, op, todos: ['1'] })).toBe(false);
  });

  test('references are few enough, and not none', () => {
    const references = (count: number) => ({ ...write, todos: Array.from({ length: count }, () => '1') });
    expect(accepts('todo:complete', references(0))).toBe(false);
    expect(accepts('todo:complete', references(limits.references))).toBe(true);
    expect(accepts('todo:complete', references(limits.references + 1))).toBe(false);
  });
});
