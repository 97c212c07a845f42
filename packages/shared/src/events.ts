/** The socket contract, on one screen. Commands are imperative and ask; facts are past tense and are stored. */
import type { StoredCommit, TodoChange } from './changes.ts';
import type { Outcome } from './outcome.ts';
import type { RequestName, RequestOf, WriteName } from './requests.ts';
import type { PackedTodo } from './todo.ts';

/** The version of this contract. Client and server must have the same; else `incompatible` says who must upgrade. */
export const PROTOCOL = 1;

/** How much of a store's word survives: `fsync` a power cut, `memory` nothing beyond the process. */
export type Durability = 'fsync' | 'memory';

/** What the server answers to a write that is durable. */
export interface Receipt {
  op: string;
  /** Id and name of the list. */
  list: string;
  listName: string;
  epoch: string;
  /** The revision that holds the change; with `changed: false`, the revision at which it already was so. */
  rev: number;
  changed: boolean;
  durability: Durability;
  todos: { id: string; n: number; title: string }[];
}

/** A list as its members see it. */
export interface ListInfo {
  id: string;
  name: string;
  owner: string;
  /** The name that is unambiguous for this reader: `name`, or `owner/name`. */
  title: string;
}

/** The answer to `list:open`: where the list stands. Its pages follow as `list:paged`, until one says `last`. */
export interface Opened {
  list: ListInfo;
  epoch: string;
  rev: number;
  h: string;
  /** `todos`: the whole list at `rev`. `commits`: those after the cursor, up to `rev`. */
  content: 'todos' | 'commits';
  /** How many todos were ever added at `rev`, and the greatest position: what pages cannot tell. */
  count: number;
  lastPosition: string | null;
}

/** One page of an opening list, encoded once for everyone who opens it. */
export interface Page {
  list: string;
  rev: number;
  /** 0, 1, 2 … and whether it is the last; there is always one. */
  index: number;
  last: boolean;
  /** JSON of `PackedTodo[]` or `StoredCommit[]`, by the `content` of the answer. */
  items: string;
}

/** One change in the history of a todo. */
export interface HistoryEntry {
  rev: number;
  at: string;
  by: string;
  op: string;
  change: TodoChange;
}

/** The answer to `todo:read`. */
export interface TodoRead {
  list: ListInfo;
  epoch: string;
  todo: PackedTodo;
  history: HistoryEntry[];
}

/** What each request is answered with. */
export type AnswerTo<N extends RequestName> = N extends WriteName
  ? Receipt
  : { 'list:open': Opened; 'list:close': null; 'lists:read': ListInfo[]; 'todo:read': TodoRead }[Exclude<N, WriteName>];

export type ClientToServerEvents = {
  [N in RequestName]: (request: RequestOf<N>, answer: (outcome: Outcome<AnswerTo<N>>) => void) => void;
};

export interface ServerToClientEvents {
  /** You are signed in. The first event of every connection. */
  welcomed: (fact: Welcome) => void;
  /** A page of the list that you are opening. */
  'list:paged': (page: Page) => void;
  /** A commit is durable. `commit.body` is JSON of the commit, as stored. */
  committed: (commit: StoredCommit) => void;
  /** Nothing happened for a while in a list that you follow; this is its head. */
  heartbeat: (head: { list: string; rev: number; h: string }) => void;
  /** The lists that you may see, or their names, are others now: read them again. */
  'lists:changed': () => void;
  /** What you sent could not be answered, for it came without a callback or under no known name. */
  refused: (problem: { event: string; message: string }) => void;
  /** The server is going away; what is on its way is finished first. Come back after `retryMs`. */
  draining: (notice: { retryMs: number }) => void;
}

/** What a connection learns first. */
export interface Welcome {
  version: string;
  protocol: number;
  epoch: string;
  durability: Durability;
  person: string;
  device: string;
}

/** What a client sends in the handshake (`auth` of Socket.IO). */
export interface Handshake {
  token: string;
  protocol: number;
  /** Name and version of the client, for the log. */
  client: string;
}

/** The answer of `GET /hello`: who listens here, and the proof that it knows the token (asked with `device` and `nonce`). */
export interface Hello {
  name: 'tockd';
  version: string;
  protocol: number;
  pid: number;
  /** Connections at this moment, so that an idle server of another version may be replaced. */
  connections: number;
  store: string;
  /** HMAC-SHA-256 of the nonce under the hash of the device's token, base64url; null when the device is not known. */
  proof: string | null;
}
