/** What a load generator can be told. Loads go to loopback alone. */
import type { Place } from './socketIo.ts';

/** How a server wants its adds: as tock does, as Feathers does, or as a bare WebSocket. */
export type Dialect = 'tock' | 'feathers' | 'ws';

interface To {
  place: Place;
}

/** Many adds at once: what a server takes. */
export interface AddsOrders extends To {
  act: 'adds';
  dialect: Dialect;
  clients: number;
  /** How many requests of each client are on their way. */
  inFlight: number;
  seconds: number;
  /** Whether each client is told of every add. */
  followed: boolean;
}

/** The same as updates of a document of Hocuspocus. */
export interface DocumentsOrders extends To {
  act: 'documents';
  clients: number;
  inFlight: number;
  seconds: number;
}

/** One request after another: how long each takes until it is answered, or until somebody else sees it. */
export interface TurnsOrders extends To {
  act: 'turns';
  what: 'add' | 'edit';
  until: 'answered' | 'seen';
  seconds: number;
}

/** Many followers of one list, and somebody who adds. */
export interface FollowersOrders extends To {
  act: 'followers';
  dialect: Dialect;
  clients: number;
  seconds: number;
  list: string;
}

/** Clients that do nothing. */
export interface IdleOrders extends To {
  act: 'idle';
}

/** Opens a list, and parses what came. */
export interface OpeningsOrders extends To {
  act: 'openings';
}

/** Clients that lose their server, and come back. */
export interface StormOrders extends To {
  act: 'storm';
  clients: number;
  list: string;
}

export type Orders =
  | AddsOrders
  | DocumentsOrders
  | TurnsOrders
  | FollowersOrders
  | IdleOrders
  | OpeningsOrders
  | StormOrders;

/** What a single run is about. */
export interface RunOrders {
  /** The lists that it uses. */
  lists: readonly string[];
  /** How many todos there are in the list, or how many clients are to come. */
  count?: number;
}

/** One run: answers with what it found. */
export type Act = (run: RunOrders) => Promise<Record<string, number>>;

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Refuses whatever is not this machine. */
export function onlyLoopback({ place }: To): void {
  if (!LOOPBACK.has(new URL(place.url).hostname)) throw new Error('loads go to loopback alone');
}
