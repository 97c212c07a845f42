/** What a route of REST is: an address, what it takes, and how it asks the controllers, by the same requests as every other door. */
import {
  type AnswerTo,
  type CommitRecord,
  type Cursor,
  type Outcome,
  type RequestName,
  type RequestOf,
  type StoredCommit,
  success,
} from '@tock/shared';
import * as z from 'zod/mini';
import { parsePayload } from '../payloads.ts';

type Method = 'get' | 'post' | 'patch' | 'delete';

/** What every request names, beside its query and its body. */
export interface Named {
  /** The list, the todo and the webhook of the address, as typed; empty where it has none. */
  list: string;
  todo: string;
  webhook: string;
  /** Of a write. */
  op: string;
  /** The revision that `If-Match` names, or null. */
  ifRev: number | null;
  ifNoneMatch: string | undefined;
}

/** A request, parsed. */
interface Asked<Query, Body> extends Named {
  query: Query;
  body: Body;
}

/** Where a route asks. */
export interface Desk {
  epoch: string;
  ask<N extends RequestName>(name: N, request: RequestOf<N>): Promise<Outcome<AnswerTo<N>>>;
  /** Where a list stands. */
  stand(list: string): Promise<Outcome<AnswerTo<'list:open'>>>;
  /** The first commits of a list behind a cursor, at most so many and as much as one answer holds, and where it stands. */
  commitsBehind(
    list: string,
    since: Cursor,
    limit: number,
  ): Promise<Outcome<{ opened: AnswerTo<'list:open'>; commits: StoredCommit[] }>>;
  /** Commits of a list, as programs read them. */
  records(list: string, commits: readonly StoredCommit[]): Promise<CommitRecord[]>;
}

/** What a route tells: JSON, and headers beside it. */
export interface Told {
  /** What the route says it answers with, unless it is another one; with 304 there is no body. */
  status?: 200 | 201 | 304;
  body: unknown;
  headers?: Record<string, string>;
}

/** What documents say of a route, and the door needs to know before it is called. */
interface Address {
  method: Method;
  /** As OpenAPI writes it: `/v1/lists/{list}`. */
  path: string;
  /** Its name in OpenAPI. */
  id: string;
  summary: string;
  /** Its parameters; each value is a text on the way. */
  query: z.ZodMiniObject;
  body: z.ZodMiniType;
  /** Whether text/plain is a body: quick-add, as it is typed. */
  takesText?: boolean;
  /** Whether `If-Match` has a meaning; elsewhere it is refused. */
  takesIfMatch?: boolean;
  /** Whether `If-None-Match` is answered with 304 where nothing is another. */
  takesIfNoneMatch?: boolean;
  /** The status of success, and what its body looks like. */
  status: 200 | 201;
  answer: z.ZodMiniType;
}

/** A route, as the door calls it. */
export interface Route extends Address {
  call(desk: Desk, asked: Asked<unknown, unknown>): Promise<Outcome<Told>>;
}

/** A route, as its file writes it. */
interface RouteOf<Query extends z.ZodMiniObject, Body extends z.ZodMiniType> extends Address {
  query: Query;
  body: Body;
  /** Which of several bodies it is, where a key says so: what is wrong is then told of that one. */
  bodyBy?(payload: unknown): z.ZodMiniType<z.infer<Body>>;
  call(desk: Desk, asked: Asked<z.infer<Query>, z.infer<Body>>): Promise<Outcome<Told>>;
}

/** A route among others: it is called with what its own schemas make of query and body. */
export function route<Query extends z.ZodMiniObject, Body extends z.ZodMiniType>(row: RouteOf<Query, Body>): Route {
  const { call, bodyBy = () => row.body, ...address } = row;
  return {
    ...address,
    call: async (desk, { query, body, ...named }) => {
      const parsedQuery = parsePayload(row.query, query);
      if (!parsedQuery.ok) return parsedQuery;
      const parsedBody = parsePayload(bodyBy(body), body);
      if (!parsedBody.ok) return parsedBody;
      return call(desk, { ...named, query: parsedQuery.value, body: parsedBody.value });
    },
  };
}

/** The query, or the body, of a route that takes none. */
export const nothing = z.strictObject({});

/** A whole number in an address. */
export function wholeNumber(from: number, to: number) {
  const fits = (digits: string) => /^\d{1,16}$/.test(digits) && Number(digits) >= from && Number(digits) <= to;
  const whole = z.string().check(z.refine(fits, `must be a whole number from ${from} to ${to}`));
  return z.pipe(z.pipe(whole, z.transform(Number)), z.number().check(z.int(), z.gte(from), z.lte(to)));
}

/** Tells an answer as it is. */
export async function tell(answer: Promise<Outcome<unknown>>): Promise<Outcome<Told>> {
  const outcome = await answer;
  return outcome.ok ? success({ body: outcome.value }) : outcome;
}

/** Whether a route changes something: it takes an `Idempotency-Key`. */
export function isWrite({ method }: Pick<Route, 'method'>): boolean {
  return method !== 'get';
}

/** Whether a payload has a key of its own. */
export function hasKey(payload: unknown, key: string): boolean {
  return typeof payload === 'object' && payload !== null && Object.hasOwn(payload, key);
}
