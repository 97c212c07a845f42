/** What every door does with a request: parse with its schema, call its controller, answer. No rules of its own, and no transport. */
import { failure, type Outcome, type RequestName, requestSchemas, success } from '@tock/shared';
import type { Logger } from 'pino';
import type * as z from 'zod/mini';
import type { Reader } from '../connections.ts';
import type { Controllers } from '../controllers/controllers.ts';
import type { Caller } from '../identity/permissions.ts';
import type { Instruments } from '../metrics/instruments.ts';
import { tooManyReads, tooOften } from '../refusals.ts';
import { parsePayload } from './payloads.ts';
import { Readings } from './readings.ts';
import type { MayAsk } from './requestLimit.ts';

/** What requests are answered by. */
export interface RequestDependencies {
  controllers: Controllers;
  /** Whether the server is going away: nothing new is begun then. */
  draining(): boolean;
  log: Logger;
  instruments: Instruments;
  /** Whether a device may ask once more; null where nobody counts. */
  mayAsk: MayAsk | null;
}

/** A request that was answered, and what is to be sent after the answer. */
interface Answer {
  outcome: Outcome<unknown>;
  after?: () => Promise<void>;
}
type Handler = (payload: unknown, who: Caller, reader: Reader) => Promise<Answer>;

/** Binds a schema to what is called with what it parsed: a handler never sees anything else. */
function bind<S extends z.ZodMiniType>(
  schema: S,
  call: (request: z.infer<S>, who: Caller, reader: Reader) => Promise<Outcome<unknown> | Answer>,
): Handler {
  return async (payload, who, reader) => {
    const parsed = parsePayload(schema, payload);
    if (!parsed.ok) return { outcome: parsed };
    const answer = await call(parsed.value, who, reader);
    return 'outcome' in answer ? answer : { outcome: answer };
  };
}

function handlersOf({
  todos,
  lists,
  opening,
  reading,
  history,
  undo,
  webhooks,
}: Controllers): Record<RequestName, Handler> {
  const readings = new Readings();
  return {
    'list:open': bind(requestSchemas['list:open'], async (request, who, reader) => {
      const ended = readings.open(reader);
      if (ended === null) return tooManyReads();
      const opened = await opening
        .open(who, request, (list) => reader.join(list))
        .catch((error: unknown) => {
          ended();
          throw error;
        });
      if (!opened.ok) {
        ended();
        return opened;
      }
      const { pages } = opened.value;
      return { outcome: success(opened.value.opened), after: () => reader.send(pages).finally(ended) };
    }),
    'list:close': bind(requestSchemas['list:close'], (request, who, reader) =>
      Promise.resolve(opening.close(who, request, (list) => reader.leave(list))),
    ),
    'list:create': bind(requestSchemas['list:create'], (request, who) => lists.create(who, request)),
    'list:rename': bind(requestSchemas['list:rename'], (request, who) => lists.rename(who, request)),
    'list:archive': bind(requestSchemas['list:archive'], (request, who) => lists.archive(who, request)),
    'list:unarchive': bind(requestSchemas['list:unarchive'], (request, who) => lists.unarchive(who, request)),
    'list:undo': bind(requestSchemas['list:undo'], (request, who, reader) =>
      readings.read(reader, () => undo.undo(who, request)),
    ),
    'list:redo': bind(requestSchemas['list:redo'], (request, who, reader) =>
      readings.read(reader, () => undo.redo(who, request)),
    ),
    'list:log': bind(requestSchemas['list:log'], (request, who, reader) =>
      readings.read(reader, () => history.log(who, request)),
    ),
    'list:presence': bind(requestSchemas['list:presence'], (request, who) => lists.presence(who, request)),
    'lists:read': bind(requestSchemas['lists:read'], (_request, who) => lists.read(who)),
    'todos:read': bind(requestSchemas['todos:read'], (request, who, reader) =>
      readings.read(reader, () => reading.page(who, request)),
    ),
    'todo:read': bind(requestSchemas['todo:read'], (request, who, reader) =>
      readings.read(reader, () => history.readTodo(who, request)),
    ),
    'todo:add': bind(requestSchemas['todo:add'], (request, who) => todos.add(who, request)),
    'todo:edit': bind(requestSchemas['todo:edit'], (request, who) => todos.edit(who, request)),
    'todo:complete': bind(requestSchemas['todo:complete'], (request, who) => todos.complete(who, request)),
    'todo:reopen': bind(requestSchemas['todo:reopen'], (request, who) => todos.reopen(who, request)),
    'todo:remove': bind(requestSchemas['todo:remove'], (request, who) => todos.remove(who, request)),
    'todo:restore': bind(requestSchemas['todo:restore'], (request, who) => todos.restore(who, request)),
    'todo:move': bind(requestSchemas['todo:move'], (request, who) => todos.move(who, request)),
    'todo:send': bind(requestSchemas['todo:send'], (request, who) => todos.send(who, request)),
    'webhook:create': bind(requestSchemas['webhook:create'], (request, who) => webhooks.create(who, request)),
    'webhook:remove': bind(requestSchemas['webhook:remove'], (request, who) => webhooks.remove(who, request)),
    'webhook:resume': bind(requestSchemas['webhook:resume'], (request, who) => webhooks.resume(who, request)),
    'webhooks:read': bind(requestSchemas['webhooks:read'], (request, who) => webhooks.read(who, request)),
  };
}

/**
 * Answers a request of a signed-in caller by the name of its event; `id` names it in the log. Never rejects; what arrives is
 * hostile until parsed.
 */
export type AnswerRequest = (
  event: string,
  payload: unknown,
  who: Caller,
  reader: Reader,
  id: string,
) => Promise<Answer>;

export function createRequests(dependencies: RequestDependencies): AnswerRequest {
  const handlers = handlersOf(dependencies.controllers);
  const { log, draining, instruments, mayAsk } = dependencies;
  const answer: AnswerRequest = async (event, payload, who, reader, id) => {
    if (!isRequest(event)) return { outcome: failure('invalid', `there is no request "${event}"`) };
    if (mayAsk !== null && !(await mayAsk(who.device))) return { outcome: tooOften() };
    if (draining())
      return {
        outcome: failure('shutting_down', 'the server is going away and takes nothing new', 'try again in a moment'),
      };
    try {
      return await handlers[event](payload, who, reader);
    } catch (error) {
      log.error({ request: id, event, ...who, error }, 'a request failed');
      return { outcome: failure('internal', 'the server could not do this') };
    }
  };
  return async (event, payload, who, reader, id) => {
    const answered = await answer(event, payload, who, reader, id);
    const { outcome } = answered;
    instruments.count('requests', isRequest(event) ? event : 'unknown', outcome.ok ? 'ok' : outcome.problem.code);
    if (outcome.ok || outcome.problem.code !== 'internal') return answered;
    // By this whoever is asked finds it in the log.
    const hint = `the server's log says why, under request ${id}`;
    return { outcome: failure('internal', outcome.problem.message, hint) };
  };
}

export function isRequest(event: string): event is RequestName {
  return Object.hasOwn(requestSchemas, event);
}
