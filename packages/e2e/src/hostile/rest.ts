/** Requests to REST that are right, nearly right, or nothing of the kind; made for the addresses that a server itself names. */
import { get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Chance } from '../chance.ts';
import { noise } from './packets.ts';
import type { Prey } from './payloads.ts';
import { hostileValue, INHERITED, type Member, object } from './values.ts';
import { requestHead } from './wire.ts';

/** A method of an address, as OpenAPI writes it. */
export interface RestRoute {
  readonly method: string;
  readonly path: string;
}

/** One request, as bytes. */
export interface RestRequest {
  readonly method: string;
  readonly bytes: Buffer;
  /** Whether it is all there, so that it has to be answered. */
  readonly whole: boolean;
  /** Whether the answer may be a stream without an end. */
  readonly endless: boolean;
}

const EVENTS = '/events';
const OTHER_METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY'];

/** What a server says that it can be asked. */
export async function readRoutes(url: string): Promise<RestRoute[]> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(`${url}/openapi.json`, { agent: false }, resolve).once('error', reject);
  });
  const { paths }: { paths: Record<string, object> } = JSON.parse(await text(response));
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })),
  );
}

const TODOS = ['1', '2', '3', '7', '99999', '0', '-1', 'bcdf', 'zzzzzzzzzzzz', '1e3', '%D9%A3', '%00', 'undo', '*'];
const SEGMENTS = ['%2e%2e', '%2F', 'a%2Fb', '%', '%ff', '%C3%28', '%0d%0aX:%20y', '%00', '..;', '~', '%25', ''];
const ODD_PATHS = [
  '/v1',
  '/v1/',
  '//v1/lists',
  '/v1/../v1/lists',
  '/v1/lists/',
  '/V1/lists',
  '/v1/lists#x',
  '/%761/lists',
];

/** An address to be asked by a method. What would change the list of the honest client is left out: they are the same person. */
function addressOf({ method, path }: RestRoute, chance: Chance, prey: Prey): string {
  if (chance.happens(0.02)) return chance.one(ODD_PATHS);
  const readable = method === 'GET' ? [...prey.lists, prey.forbidden] : prey.lists;
  const list = () =>
    chance.happens(0.1) ? chance.one([...SEGMENTS, ...INHERITED, 'nowhere', 'a'.repeat(5_000)]) : chance.one(readable);
  const todo = () => (chance.happens(0.05) ? chance.one([...SEGMENTS, ...prey.foreignTodos]) : chance.one(TODOS));
  return path.replace('{list}', list).replace('{todo}', todo);
}

function cursorOf(chance: Chance, { epoch }: Prey): string {
  const rev = chance.one(['0', '1', '2', '40', '99999999', '-1', '1e3', '']);
  const h = chance.one(['', ':', ':x', ':PqpSJMCmWiQbFLMpwmpkbY', ':a:b']);
  return `${chance.one([epoch, epoch, epoch, 'bcdfghjklmnp', '', '__proto__'])}:${rev}${h}`;
}

function queryOf(chance: Chance, prey: Prey): string {
  if (chance.happens(0.8)) return '';
  const values: Readonly<Record<string, () => string>> = {
    limit: () => chance.one(['1', '10', '2000', '0', '-1', '1e3', '99999999999999999999', 'x']),
    filter: () =>
      chance.one([
        'milk',
        '%2Bhome',
        '(',
        'done',
        'due:today',
        'list:x',
        '%22',
        '('.repeat(1_500),
        'not%20'.repeat(500),
      ]),
    timeZone: () => chance.one(['UTC', 'Europe/Berlin', 'Nowhere', '__proto__', '%00']),
    after: () => chance.one(['a0:bcdfghjklmnp', 'x', ':', '%00', 'a'.repeat(400)]),
    before: () => chance.one(['1', '40', '0', '-1', 'x']),
    since: () => cursorOf(chance, prey),
  };
  const names = [...Object.keys(values), ...INHERITED, 'nothing', 'limit[]', ''];
  const one = () => {
    const name = chance.one(names, (each) => (Object.hasOwn(values, each) ? 10 : 1));
    return `${name}=${(Object.hasOwn(values, name) ? values[name] : undefined)?.() ?? chance.one(['1', '', '%ff', 'x'])}`;
  };
  return `?${Array.from({ length: chance.whole(1, 3) }, one).join(chance.one(['&', '&', '&', ';', '&&']))}`;
}

/** Bodies that some route takes. */
const BODIES: readonly Member[][] = [
  [['title', '"buy milk"']],
  [['text', '"buy milk +home due:fri"']],
  [
    ['text', '"pri:A -+home"'],
    ['timeZone', '"Europe/Berlin"'],
  ],
  [['todos', '[{"title":"x"},{"title":"y","tags":["a"]}]']],
  [['name', '"hostile 3"']],
  [['archived', 'false']],
  [['done', 'true']],
  [['done', 'false']],
  [['removed', 'true']],
  [['removed', 'false']],
  [['place', '"top"']],
  [
    ['place', '"before"'],
    ['of', '"2"'],
  ],
  [
    ['pri', 'null'],
    ['addTags', '["x"]'],
    ['seen', '2'],
  ],
  [['rev', '3']],
  [],
];

/** How likely a body is for a route: mostly it is one that is taken there. */
function fits(method: string, path: string): (members: readonly Member[]) => number {
  const words = path.endsWith('/lists')
    ? 'name'
    : path.endsWith('{list}')
      ? 'name archived'
      : path.endsWith('/todos')
        ? 'title text todos'
        : path.endsWith('{todo}')
          ? 'title text done removed place pri'
          : 'rev';
  return ([[key] = ['']]) => (method !== 'GET' && words.split(' ').includes(key) ? 20 : 1);
}

/** A body, and what it says it is. Half of those that are JSON are as they should be. */
function bodyOf(chance: Chance, { method, path }: RestRoute, prey: Prey): { body: Buffer; type: string } {
  const type = chance.happens(0.9)
    ? 'application/json'
    : chance.one([
        'text/plain',
        'text/plain; charset=latin1',
        'application/json; charset=utf-16',
        'x',
        '',
        'text/html',
      ]);
  if (chance.happens(0.1)) return { body: noise(chance, chance.whole(0, 300)), type };
  if (chance.happens(0.1)) return { body: Buffer.from(hostileValue(chance)), type };
  if (chance.happens(0.1))
    return {
      body: Buffer.from(chance.one(['milk\neggs', '\n', 'due:never x', 'a list:b', 'x'.repeat(20_000)])),
      type: 'text/plain',
    };
  let members: readonly Member[] = chance.happens(0.1)
    ? [['list', JSON.stringify(chance.one(prey.lists))]]
    : chance.one(BODIES, fits(method, path));
  if (chance.happens(0.25))
    members = [...members, [chance.one(['extra', 'title', 'todos', 'text', 'of', ...INHERITED]), hostileValue(chance)]];
  const text = object(members);
  return { body: Buffer.from(chance.happens(0.05) ? text.slice(0, chance.whole(0, text.length)) : text), type };
}

/** Who it says it is from: mostly the one who has the token. */
function authorization(chance: Chance, token: string): string[] {
  if (chance.happens(0.85)) return [`Authorization: Bearer ${token}`];
  return chance.one([
    [],
    ['Authorization:'],
    [`Authorization: Basic ${token}`],
    [`Authorization: Bearer ${token.slice(0, chance.whole(0, token.length - 1))}`],
    [`Authorization: Bearer ${'x'.repeat(chance.whole(1, 9_000))}`],
    ['Authorization: Bearer \u00ff\u00fe'],
    ['Authorization: Bearer x', 'Authorization: Bearer y'],
  ]);
}

function conditions(chance: Chance, prey: Prey): string[] {
  const tag = () =>
    chance.one([`"${cursorOf(chance, prey)}"`, '*', '"1"', 'W/"1"', '"a", "b"', '"', '', 'x'.repeat(2_000)]);
  const headers: string[] = [];
  if (chance.happens(0.7))
    headers.push(
      `Idempotency-Key: ${chance.one(['', '"', 'é', 'a b', `rest-${chance.whole(0, 100)}`, `"rest-${chance.whole(0, 100)}"`], (each) => (each.includes('rest') ? 20 : 1))}`,
    );
  if (chance.happens(0.15)) headers.push(`If-Match: ${tag()}`);
  if (chance.happens(0.15)) headers.push(`If-None-Match: ${tag()}`);
  if (chance.happens(0.1)) headers.push(`Last-Event-ID: ${chance.one([cursorOf(chance, prey), '', 'x'])}`);
  if (chance.happens(0.03)) headers.push(`Content-Encoding: ${chance.one(['gzip', 'identity', ''])}`);
  if (chance.happens(0.03)) headers.push(`X-Request-Id: ${chance.one(['mine', '<script>', 'x'.repeat(300), '"'])}`);
  if (chance.happens(0.01))
    headers.push(...Array.from({ length: chance.whole(50, 120) }, (_, index) => `X-${index}: ${index}`));
  if (chance.happens(0.01)) headers.push('Origin: https://evil.example');
  return headers;
}

/** How the body is put on the wire: as it should be, or not at all as it says. */
function framed(chance: Chance, body: Buffer): { headers: string[]; bytes: Buffer; whole: boolean } {
  const chunk = (bytes: Buffer) =>
    Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);
  const end = Buffer.from('0\r\n\r\n');
  const way = chance.one(
    ['length', 'chunked', 'short', 'long', 'both', 'open', 'broken'],
    (each) => ({ length: 60, chunked: 20 })[each] ?? 1,
  );
  if (way === 'length') return { headers: [`Content-Length: ${body.length}`], bytes: body, whole: true };
  if (way === 'long')
    return { headers: [`Content-Length: ${body.length + chance.whole(1, 1e9)}`], bytes: body, whole: false };
  if (way === 'short')
    return { headers: [`Content-Length: ${Math.max(0, body.length - 1)}`], bytes: body, whole: body.length > 0 };
  const half = chance.whole(0, body.length);
  const parts = [body.subarray(0, half), body.subarray(half)].filter(({ length }) => length > 0).map(chunk);
  const chunked = 'Transfer-Encoding: chunked';
  if (way === 'both')
    return { headers: ['Content-Length: 3', chunked], bytes: Buffer.concat([...parts, end]), whole: true };
  if (way === 'open') return { headers: [chunked], bytes: Buffer.concat(parts), whole: false };
  if (way === 'broken') return { headers: [chunked], bytes: Buffer.from('zz\r\n'), whole: true };
  return { headers: [chunked], bytes: Buffer.concat([...parts, end]), whole: true };
}

/** Any request to REST. */
export function hostileRest(chance: Chance, routes: readonly RestRoute[], prey: Prey, token: string): RestRequest {
  const route = chance.one(routes);
  const method = chance.happens(0.92) ? route.method : chance.one(OTHER_METHODS);
  const address = addressOf({ method, path: route.path }, chance, prey);
  const hasBody = method !== 'GET' && method !== 'HEAD' && method !== 'TRACE' && chance.happens(0.9);
  const { body, type } = bodyOf(chance, route, prey);
  const {
    headers: framing,
    bytes,
    whole,
  } = hasBody ? framed(chance, body) : { headers: [], bytes: Buffer.alloc(0), whole: true };
  const head = requestHead(method, `${address}${queryOf(chance, prey)}`, [
    'Host: 127.0.0.1',
    ...authorization(chance, token),
    ...conditions(chance, prey),
    ...(hasBody && type !== '' ? [`Content-Type: ${type}`] : []),
    ...framing,
  ]);
  return {
    method,
    bytes: Buffer.concat([Buffer.from(head, 'latin1'), bytes]),
    whole,
    endless: method === 'GET' && address.includes(EVENTS),
  };
}
