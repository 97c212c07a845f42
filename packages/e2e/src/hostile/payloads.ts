/** Payloads of requests that are nearly right: made from the schemas themselves, then spoiled. New requests come by themselves. */
import { requestSchemas } from '@tock/shared';
import type { Chance } from '../chance.ts';
import { hostileValue, INHERITED, type Member, object, repeated } from './values.ts';

/** What the hostile know of the lists that there are. */
export interface Prey {
  /** Ids and names of lists that they may change. */
  readonly lists: readonly string[];
  /** The id of a list that they must leave alone: whatever names it is made invalid on purpose. */
  readonly forbidden: string;
  /** The ids of todos in that list. */
  readonly foreignTodos: readonly string[];
  readonly epoch: string;
}

/** Ops are few, so that most are repeated with other content, and the lists stay small. */
const OPS = 100;
const LISTS_AT_MOST = 12;
const TODOS = ['1', '2', '3', '4', '7', '99999', '0', '-1', 'bcdf', 'zzzzzzzzzzzz', '1e3', '٣'];
const INSTANTS = [
  '2026-12-01T16:00:00Z',
  '2026-12-01',
  '9999-12-31T23:59:59Z',
  '2026-02-30',
  '-000001-01-01T00:00:00Z',
];

/** What is plausible in a field, by its name. A name that is not here gets a text or a number. */
function fieldsOf(chance: Chance, prey: Prey): Readonly<Record<string, () => string>> {
  const quoted = (items: readonly string[]) => JSON.stringify(chance.one(items));
  const list = () => quoted(chance.happens(0.03) ? [prey.forbidden, 'nowhere', ...INHERITED] : prey.lists);
  const todo = () => quoted(chance.happens(0.05) ? prey.foreignTodos : TODOS);
  const instant = () => quoted(INSTANTS);
  const revision = () => String(chance.one([0, 1, 2, 5, 40, 4_294_967_296]));
  return {
    op: () => JSON.stringify(`hostile-${chance.whole(0, chance.happens(0.01) ? 1_000_000 : OPS)}`),
    list,
    to: list,
    todo,
    todos: todo,
    of: todo,
    name: () => JSON.stringify(`hostile ${chance.whole(0, LISTS_AT_MOST)}`),
    title: () => quoted(['buy milk', '  ', 'x'.repeat(400), 'لا', '1', '+home']),
    epoch: () => quoted([prey.epoch, 'bcdfghjklmnp', '', '__proto__']),
    h: () => quoted(['', 'PqpSJMCmWiQbFLMpwmpkbY']),
    pri: () => quoted(['A', 'Z', 'a', 'AA']),
    due: instant,
    wait: instant,
    for: () => quoted(['ana', 'root', '__proto__', 'ANA']),
    tags: () => quoted(['home', '@phone', 'Home', '+x']),
    addTags: () => quoted(['home', 'work']),
    removeTags: () => quoted(['home', 'nothing']),
    rev: revision,
    ifRev: revision,
    seen: revision,
    before: revision,
    after: revision,
    limit: () => String(chance.one([1, 10, 1_000_000])),
    since: instant,
  };
}

/** What a schema says of itself, as far as it is needed here. */
interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, unknown>>;
  readonly options?: readonly unknown[];
  readonly element?: unknown;
  readonly innerType?: unknown;
  readonly values?: readonly unknown[];
  readonly entries?: Readonly<Record<string, unknown>>;
}

/** The definition that every schema of the library carries in it. */
function definitionOf(schema: unknown): Definition {
  return (schema as { readonly _zod: { readonly def: Definition } })._zod.def;
}

/** A value that a schema may well take. */
function plausible(schema: unknown, name: string, chance: Chance, fields: ReturnType<typeof fieldsOf>): string {
  const { type, shape, options, element, innerType, values, entries } = definitionOf(schema);
  const inner = (next: unknown) => plausible(next, name, chance, fields);
  if (shape !== undefined) return object(membersOf(shape, chance, fields));
  if (options !== undefined) return inner(chance.one(options));
  if (element !== undefined) return `[${Array.from({ length: chance.whole(1, 3) }, () => inner(element)).join(',')}]`;
  if (innerType !== undefined) return type === 'nullable' && chance.happens(0.2) ? 'null' : inner(innerType);
  if (values !== undefined) return JSON.stringify(chance.one(values));
  if (entries !== undefined) return JSON.stringify(chance.one(Object.values(entries)));
  if (type === 'boolean') return String(chance.happens(0.5));
  const field = fields[name];
  if (field !== undefined) return field();
  return type === 'number' || type === 'int'
    ? String(chance.whole(0, 20))
    : JSON.stringify(`text ${chance.whole(0, 9)}`);
}

function membersOf(shape: Readonly<Record<string, unknown>>, chance: Chance, fields: ReturnType<typeof fieldsOf>) {
  return Object.entries(shape)
    .filter(([, schema]) => definitionOf(schema).type !== 'optional' || chance.happens(0.3))
    .map(([key, schema]): Member => [key, plausible(schema, key, chance, fields)]);
}

/** One thing done to a payload that makes it wrong, or keeps it right by accident. */
function spoil(members: readonly Member[], chance: Chance): readonly Member[] {
  const [key, value] = members.length === 0 ? (['op', '"x"'] as const) : chance.one(members);
  const others = members.filter(([other]) => other !== key);
  return chance.one([
    () => others,
    () => [...others, [key, hostileValue(chance)] as const],
    () => [...others, [key, repeated(value, chance.whole(0, 3))] as const],
    () => [...members, [key, hostileValue(chance)] as const],
    () => [...members, [chance.one(INHERITED), hostileValue(chance)] as const],
    () => [...members, ['extra', hostileValue(chance)] as const],
  ])();
}

/** The members of a plausible payload of a request. */
function plausibleMembers(schema: unknown, chance: Chance, prey: Prey): Member[] {
  const { shape, options } = definitionOf(schema);
  if (options !== undefined) return plausibleMembers(chance.one(options), chance, prey);
  return membersOf(shape ?? {}, chance, fieldsOf(chance, prey));
}

const requests = Object.entries(requestSchemas);

/** A request by one of the names of the contract, with a payload that is right, nearly right, or nothing of the kind. */
export function hostileRequest(chance: Chance, prey: Prey): { event: string; payload: string } {
  const [event, schema] = chance.one(requests);
  if (chance.happens(0.1)) return { event, payload: hostileValue(chance) };
  let members: readonly Member[] = plausibleMembers(schema, chance, prey);
  for (let times = chance.whole(0, 3); times > 0; times -= 1) members = spoil(members, chance);
  const payload = object(members);
  return payload.includes(prey.forbidden)
    ? { event, payload: object([...members, ['intruder', '1']]) }
    : { event, payload };
}
