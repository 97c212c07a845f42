/** The REST door: each route asks the controllers by a request of the contract, and its outcome is told as HTTP tells it. */

import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import {
  type AnswerTo,
  type DirectoryState,
  failure,
  type Outcome,
  type RequestName,
  type StoredCommit,
  success,
} from '@tock/shared';
import { type Context, Hono } from 'hono';
import type { Logger } from 'pino';
import type { Reader } from '../../connections.ts';
import { commitsIn, recordsOf } from '../../controllers/records.ts';
import type { Caller } from '../../identity/permissions.ts';
import type { Ledgers } from '../../ledgers.ts';
import { bearer, type SignedInEnvironment } from '../bearer.ts';
import { newRoutes, type Requested, type Routes, refuse } from '../http.ts';
import type { AnswerRequest } from '../requests.ts';
import { readBody, type Unsupported } from './body.ts';
import type { EventStreams } from './eventStreams.ts';
import { streamEvents } from './events.ts';
import { readIfMatch, readOperation } from './headers.ts';
import { historyRoutes } from './history.ts';
import { listRoutes } from './lists.ts';
import { type Desk, isWrite, type Named, type Route, type Told } from './route.ts';
import { todoRoutes } from './todos.ts';

/** What the door asks. */
export interface RestDependencies {
  epoch: string;
  answerRequest: AnswerRequest;
  ledgers: Ledgers;
  streams: EventStreams;
  directory(): DirectoryState;
  log: Logger;
}

/** Every route that answers with JSON. */
export const restRoutes: readonly Route[] = [...listRoutes, ...todoRoutes, ...historyRoutes];

/** The one that answers with events. */
export const EVENTS = '/v1/lists/{list}/events';

/** The address of a route as Hono writes it. */
const pattern = (path: string) => path.replaceAll(/\{(\w+)\}/g, ':$1');

export class RestDoor {
  readonly #dependencies: RestDependencies;
  /** Whose reads wait behind each other: a device, however many connections it has. */
  readonly #lines = new Map<string, object>();

  constructor(dependencies: RestDependencies) {
    this.#dependencies = dependencies;
  }

  /** The routes, for callers that bear a token of this server. */
  routes(): Routes {
    const signedIn = new Hono<SignedInEnvironment>();
    signedIn.use('/v1/*', bearer(this.#dependencies.directory));
    signedIn.get(pattern(EVENTS), (context) => this.#follow(context));
    const methods = new Map([[EVENTS, ['GET']]]);
    for (const route of restRoutes) {
      const method = route.method.toUpperCase();
      methods.set(route.path, [...(methods.get(route.path) ?? []), method]);
      signedIn.on(method, pattern(route.path), async (context) => {
        const told = await this.#answer(route, context, context.get('who'));
        if (!told.ok) return refuse(context, told.problem, 'status' in told ? { status: told.status } : {});
        const { status = route.status, body, headers = {} } = told.value;
        const fresh = { 'cache-control': 'no-store', ...headers };
        return status === 304 ? context.body(null, status, fresh) : context.json(body, status, fresh);
      });
    }
    for (const [path, allowed] of methods) {
      const allow = allowed.join(', ');
      const { problem } = failure('invalid', `this address takes ${allow}`);
      signedIn.all(pattern(path), (context) => refuse(context, problem, { status: 405, headers: { allow } }));
    }
    return newRoutes().route('/', signedIn);
  }

  async #follow(context: Context<SignedInEnvironment>): Promise<Response> {
    const { answerRequest, streams, ledgers, epoch, log } = this.#dependencies;
    const { req } = context;
    const { who, requestId } = context.var;
    if (req.method === 'HEAD') return context.body(null, 200, { 'content-type': 'text/event-stream' });
    const begun = await streamEvents(
      { answerRequest, streams, log, records: (list, commits) => recordsOf(ledgers, epoch, list, commits) },
      {
        who,
        line: this.#lineOf(who.device),
        list: req.param('list') ?? '',
        since: req.header('last-event-id') ?? req.query('since'),
        outgoing: context.env.outgoing,
        headers: { 'x-request-id': requestId },
      },
    );
    return begun.ok ? RESPONSE_ALREADY_SENT : refuse(context, begun.problem);
  }

  async #answer(route: Route, context: Requested, who: Caller): Promise<Outcome<Told> | Unsupported> {
    const named = this.#named(route, context);
    if (!named.ok) return named;
    const hasBody = route.method === 'post' || route.method === 'patch';
    const body = hasBody ? await readBody(context, route.takesText === true) : success({});
    if (!body.ok) return body;
    const query = readQuery(context);
    if (!query.ok) return query;
    return route.call(this.#desk(who), { ...named.value, query: query.value, body: body.value });
  }

  #named(route: Route, { req }: Pick<Requested, 'req'>): Outcome<Named> {
    const op = readOperation(isWrite(route) ? req.header('idempotency-key') : undefined);
    if (!op.ok) return op;
    const ifMatch = req.header('if-match');
    if (ifMatch !== undefined && route.takesIfMatch !== true)
      return failure('invalid', 'If-Match has no meaning here', 'it is for changes of one todo');
    const ifRev = readIfMatch(ifMatch, this.#dependencies.epoch);
    if (!ifRev.ok) return ifRev;
    const { list = '', todo = '' } = req.param();
    return success({ list, todo, op: op.value, ifRev: ifRev.value, ifNoneMatch: req.header('if-none-match') });
  }

  #desk(who: Caller): Desk {
    const { epoch, answerRequest, ledgers } = this.#dependencies;
    const line = this.#lineOf(who.device);
    const ask = async <N extends RequestName>(name: N, request: unknown, reader: Reader) => {
      const { outcome, after } = await answerRequest(name, request, who, reader);
      await after?.();
      // What answers a request answers as the contract says (`AnswerTo`), for every door.
      return outcome as Outcome<AnswerTo<N>>;
    };
    return {
      epoch,
      ask: (name, request) =>
        ask(
          name,
          request,
          readerThat(line, async () => undefined),
        ),
      commitsBehind: async (request, limit) => {
        const commits: StoredCommit[] = [];
        const reader = readerThat(line, async (pages) => {
          for await (const page of pages) {
            if (commits.length >= limit) return;
            if (request.since !== undefined) commits.push(...commitsIn(page));
          }
        });
        const opened = await ask('list:open', request, reader);
        if (!opened.ok) return opened;
        return success({ opened: opened.value, commits: commits.slice(0, limit) });
      },
      records: (list, commits) => recordsOf(ledgers, epoch, list, commits),
    };
  }

  #lineOf(device: string): object {
    const known = this.#lines.get(device) ?? {};
    this.#lines.set(device, known);
    return known;
  }
}

/** A reader that follows nothing, and does this with pages. */
function readerThat(line: object, send: Reader['send']): Reader {
  return { line, join: () => undefined, leave: () => undefined, send };
}

/** The parameters of an address, each once. */
function readQuery({ req }: Pick<Requested, 'req'>): Outcome<Record<string, string>> {
  const query: Record<string, string> = Object.create(null);
  for (const [name, values] of Object.entries(req.queries())) {
    const [value, ...more] = values;
    if (value === undefined || more.length > 0)
      return failure('invalid', `the parameter ${name} is there more than once`);
    query[name] = value;
  }
  return success(query);
}
