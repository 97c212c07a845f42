/** The HTTP door: what every request meets first (who may talk to us, an id for the log), the routes, and a problem document for the rest. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { failure, type Problem } from '@tock/shared';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { type RequestIdVariables, requestId } from 'hono/request-id';
import { routePath } from 'hono/route';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Logger } from 'pino';
import type { Caller } from '../identity/permissions.ts';
import type { RefusalLog } from '../log.ts';
import type { Instruments } from '../metrics/instruments.ts';
import type { Guard } from './guard.ts';
import { hearRest } from './hearOut.ts';
import { PROBLEM_TYPE, problemDocument, problemResponse } from './problems.ts';

/** What a handler of a route is given with each request. */
export interface HttpEnvironment {
  Bindings: HttpBindings;
  Variables: RequestIdVariables & { who?: Caller };
}
/** What of a context most need: the request, and the id that it has in the log. */
export interface Requested {
  req: Context['req'];
  get(key: 'requestId'): string | undefined;
}
/** Some routes, to be put together with others. */
export type Routes = Hono<HttpEnvironment>;

/** What the door is made of. */
export interface HttpDependencies {
  log: Logger;
  refusals: RefusalLog;
  instruments: Instruments;
  allowed: Guard;
  routes: readonly Routes[];
}

/** No routes yet. */
export function newRoutes(): Routes {
  return new Hono<HttpEnvironment>();
}

/** Answers with a problem; `status`, where HTTP has a closer word than the code. */
export function refuse(
  context: Pick<Requested, 'get'>,
  problem: Problem,
  options?: { status?: ContentfulStatusCode; headers?: Record<string, string> },
): Response {
  return problemResponse(problem, context.get('requestId') ?? null, options);
}

/** How many headers are read. Node 24 refuses a request with more; Node 20 left the others out without a word (tried with both). */
export const MOST_HEADERS = 64;
/** How long a client has to read why it was refused and to hang up, in milliseconds. */
const LINGER = 1_000;

/** The longest id of a request that a caller may choose: shorter than a token, which must not come into the log by it. */
const LONGEST_ID = 40;

const statusClasses = ['1xx', '1xx', '2xx', '3xx', '4xx', '5xx'] as const;

/** One line for each request, and never its address: that names lists. */
function logged({ log, refusals, instruments }: HttpDependencies): MiddlewareHandler<HttpEnvironment> {
  return async (context, next) => {
    const began = performance.now();
    await next();
    const { status } = context.res;
    const line = {
      request: context.get('requestId'),
      method: context.req.method,
      route: routePath(context, -1),
      status,
      ms: Math.round((performance.now() - began) * 10) / 10,
      device: context.get('who')?.device,
    };
    instruments.count('responses', statusClasses[Math.floor(status / 100)] ?? '5xx');
    if (status === 500) log.error({ ...line, error: context.error }, 'a request failed');
    else if (status >= 400) refusals.write(line, 'a request was refused');
    else log.debug(line, 'answered');
  };
}

export function createHttpDoor(dependencies: HttpDependencies): RequestListener {
  const { log, allowed, routes } = dependencies;
  const application = newRoutes();
  application.use(requestId({ limitLength: LONGEST_ID }));
  application.use(logged(dependencies));
  application.use(async (context, next) => {
    await next();
    if (context.res.status >= 400) await hearRest(context.env.incoming);
  });
  application.use(async (context, next) => {
    // On a Node that leaves headers out, one of them could have been the condition of a change, or its op.
    if (context.env.incoming.rawHeaders.length < 2 * MOST_HEADERS) return next();
    const { problem } = failure('invalid', `a request has fewer than ${MOST_HEADERS} headers here`);
    return refuse(context, problem, { status: 431 });
  });
  application.use(async (context, next) => {
    if (allowed(context.env.incoming)) return next();
    const { problem } = failure(
      'forbidden',
      'a foreign Origin or Host is refused',
      'browsers are not served; tockd --allow-host names further hosts',
    );
    return refuse(context, problem);
  });
  for (const some of routes) application.route('/', some);
  application.notFound((context) =>
    refuse(
      context,
      failure('not_found', 'there is nothing at this address', '/openapi.json says what there is').problem,
    ),
  );
  // The line of the request tells the error.
  application.onError((_, context) =>
    refuse(
      context,
      failure('internal', 'the server could not do this', "the server's log says why, under the id of this request")
        .problem,
    ),
  );
  const listener = getRequestListener(application.fetch, {
    // What never came to a route: a request that has no URL, a reader that went away.
    errorHandler: (error) => {
      log.debug({ error }, 'a request could not be read');
      return problemResponse(failure('invalid', 'the request could not be read').problem, null);
    },
    overrideGlobalObjects: false,
  });
  return (request, response) => void listener(request, response);
}

/** What Node says of bytes that are no request, and what HTTP calls it. */
const unreadable: Readonly<Record<string, { status: number; message: string }>> = {
  HPE_HEADER_OVERFLOW: { status: 431, message: 'the headers are too large' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, message: 'the request did not come in time' },
};

/** Answers what is no request with a problem document, where that can still be sent, and ends the connection. */
export function refuseUnreadable(
  error: NodeJS.ErrnoException,
  socket: Duplex & { _httpMessage?: ServerResponse },
): void {
  // Something of an answer may be on the wire already: more would be taken for a part of it.
  if (error.code === 'ECONNRESET' || !socket.writable || socket._httpMessage?.headersSent === true) {
    socket.destroy();
    return;
  }
  const { status, message } = unreadable[error.code ?? ''] ?? {
    status: 400,
    message: 'this is not a request of HTTP/1.1',
  };
  const body = `${JSON.stringify(problemDocument(failure('invalid', message).problem, null, status))}\n`;
  socket.end(
    [
      `HTTP/1.1 ${status} ${status === 431 ? 'Request Header Fields Too Large' : status === 408 ? 'Request Timeout' : 'Bad Request'}`,
      `content-type: ${PROBLEM_TYPE}`,
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  );
  // Its half of the connection is its own to close, and it may never do it.
  setTimeout(() => socket.destroy(), LINGER).unref();
}

/** Answers who expects something else than 100-continue: nothing of the kind is done. */
export function refuseExpectation(_request: IncomingMessage, response: ServerResponse): void {
  const document = problemDocument(failure('invalid', 'there is nothing here to expect').problem, null, 417);
  response.writeHead(417, { 'content-type': PROBLEM_TYPE, connection: 'close' });
  response.end(`${JSON.stringify(document)}\n`);
}
