/** The REST door: each route asks the controllers by a request of the contract, and its outcome is told as HTTP tells it. */
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { failure, type Outcome, success } from '@tock/shared';
import { type Context, Hono } from 'hono';
import type { Logger } from 'pino';
import * as z from 'zod/mini';
import { recordsOf } from '../../controllers/records.ts';
import type { Caller } from '../../identity/permissions.ts';
import type { Ledgers } from '../../ledgers.ts';
import type { Admit } from '../admission.ts';
import { bearer, type SignedInEnvironment } from '../bearer.ts';
import { newRoutes, type Requested, type Routes, refuse } from '../http.ts';
import { parsePayload } from '../payloads.ts';
import { Readings } from '../readings.ts';
import type { AnswerRequest } from '../requests.ts';
import { Seats } from '../seats.ts';
import { readBody, type Unsupported } from './body.ts';
import { deskOf } from './desk.ts';
import type { EventStreams } from './eventStreams.ts';
import { streamEvents } from './events.ts';
import { readIfMatch, readOperation } from './headers.ts';
import { historyRoutes } from './history.ts';
import { listRoutes } from './lists.ts';
import { type Desk, isWrite, type Named, type Route, type Told } from './route.ts';
import { todoRoutes } from './todos.ts';
import { webhookRoutes } from './webhooks.ts';

/** What the door asks. */
export interface RestDependencies {
  epoch: string;
  answerRequest: AnswerRequest;
  ledgers: Ledgers;
  streams: EventStreams;
  admit: Admit;
  log: Logger;
}

/** Every route that answers with JSON. */
export const restRoutes: readonly Route[] = [...listRoutes, ...todoRoutes, ...historyRoutes, ...webhookRoutes];

/** The one that answers with events. */
export const EVENTS = '/v1/lists/{list}/events';

const eventsQuery = z.strictObject({ since: z.exactOptional(z.string()) });

/** Of how many streams of one device a page of the past is in memory at once: each may hold some ten megabytes. */
export const PAGES_AT_ONCE = 8;

/** The address of a route as Hono writes it. */
const pattern = (path: string) => path.replaceAll(/\{(\w+)\}/g, ':$1');

export class RestDoor {
  readonly #dependencies: RestDependencies;
  /** Whose reads wait behind each other: a device, however many connections it has. */
  readonly #lines = new Map<string, object>();
  readonly #readings = new Readings();
  readonly #seats = new Seats(PAGES_AT_ONCE);
  readonly #answering = new Set<Promise<unknown>>();
  #lastAsked = 0;

  constructor(dependencies: RestDependencies) {
    this.#dependencies = dependencies;
  }

  /** When somebody who is signed in asked last, or got an answer, in milliseconds as `Date.now` counts them. */
  get lastAsked(): number {
    return this.#answering.size > 0 ? Date.now() : this.#lastAsked;
  }

  /** Resolves when every request that has arrived by now is answered. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#answering);
  }

  /** The routes, for callers that bear a token of this server. */
  routes(): Routes {
    const signedIn = new Hono<SignedInEnvironment>();
    signedIn.use('/v1/*', bearer(this.#dependencies.admit));
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
    const query = readQuery(context);
    const asked = query.ok ? parsePayload(eventsQuery, query.value) : query;
    if (!asked.ok) return refuse(context, asked.problem);
    const list = req.param('list') ?? '';
    if (req.method === 'HEAD') {
      const stands = await this.#desk(who, requestId).stand(list);
      return stands.ok
        ? context.body(null, 200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' })
        : refuse(context, stands.problem);
    }
    const begun = await this.#noted(
      streamEvents(
        {
          answerRequest,
          streams,
          log,
          seats: this.#seats,
          records: (id, commits) => recordsOf(ledgers, epoch, id, commits),
        },
        {
          who,
          id: requestId,
          line: this.#lineOf(who.device),
          list,
          // A reader that has no last event says so by an empty one, or by none.
          since: req.header('last-event-id') || asked.value.since || '',
          bindings: context.env,
          headers: { 'x-request-id': requestId },
        },
      ),
    );
    return begun.ok ? RESPONSE_ALREADY_SENT : refuse(context, begun.problem);
  }

  async #answer(route: Route, context: Requested, who: Caller): Promise<Outcome<Told> | Unsupported> {
    this.#lastAsked = Date.now();
    const named = this.#named(route, context);
    if (!named.ok) return named;
    const query = readQuery(context);
    if (!query.ok) return query;
    const hasBody = route.method === 'post' || route.method === 'patch';
    const body = hasBody ? await readBody(context, route.takesText === true) : success({});
    if (!body.ok) return body;
    return this.#noted(
      route.call(this.#desk(who, context.get('requestId') ?? ''), {
        ...named.value,
        query: query.value,
        body: body.value,
      }),
    );
  }

  /** Notes an answer until it is made; a drain waits for it. */
  async #noted<T>(answer: Promise<T>): Promise<T> {
    this.#answering.add(answer);
    try {
      return await answer;
    } finally {
      this.#answering.delete(answer);
      this.#lastAsked = Date.now();
    }
  }

  #named(route: Route, { req }: Pick<Requested, 'req'>): Outcome<Named> {
    const op = readOperation(isWrite(route) ? req.header('idempotency-key') : undefined);
    if (!op.ok) return op;
    const ifMatch = req.header('if-match');
    if (ifMatch !== undefined && route.takesIfMatch !== true)
      return failure('invalid', 'If-Match has no meaning here', 'it is for changes of one todo');
    const ifRev = readIfMatch(ifMatch, this.#dependencies.epoch);
    if (!ifRev.ok) return ifRev;
    const { list = '', todo = '', webhook = '' } = req.param();
    return success({
      list,
      todo,
      webhook,
      op: op.value,
      ifRev: ifRev.value,
      ifNoneMatch: req.header('if-none-match'),
    });
  }

  #desk(who: Caller, id: string): Desk {
    const { epoch, answerRequest, ledgers } = this.#dependencies;
    return deskOf(
      { epoch, answerRequest, ledgers, readings: this.#readings },
      { who, line: this.#lineOf(who.device), id },
    );
  }

  #lineOf(device: string): object {
    const known = this.#lines.get(device) ?? {};
    this.#lines.set(device, known);
    return known;
  }
}

/** The parameters of an address, each once. */
function readQuery({ req }: Pick<Requested, 'req'>): Outcome<Record<string, string>> {
  const query: Record<string, string> = Object.create(null);
  for (const [name, value] of new URL(req.url).searchParams) {
    if (name in query) return failure('invalid', `the parameter ${name.slice(0, 50)} is there more than once`);
    query[name] = value;
  }
  return success(query);
}
