/** The socket contract, on one screen. Commands are imperative and ask; facts are past tense and are stored. */
import type {
  Head,
  ListInfo,
  Logged,
  Opened,
  Page,
  Presence,
  Receipt,
  StoredCommit,
  TodoRead,
  TodosRead,
  WebhooksRead,
  Welcome,
} from './answers.ts';
import type { Outcome } from './outcome.ts';
import type { RequestName, RequestOf, WriteName } from './requests.ts';

/** The version of this contract. Client and server must have the same; else `incompatible` says who must upgrade. */
export const PROTOCOL = 1;

/** What each request is answered with. */
export type AnswerTo<N extends RequestName> = N extends WriteName
  ? Receipt
  : {
      'list:open': Opened;
      'list:close': null;
      'list:log': Logged;
      'list:presence': Presence;
      'lists:read': ListInfo[];
      'todos:read': TodosRead;
      'todo:read': TodoRead;
      'webhooks:read': WebhooksRead;
    }[Exclude<N, WriteName>];

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
  heartbeat: (head: Head) => void;
  /** Who follows a list that you follow, soon after somebody came (you, too) or went. */
  presence: (presence: Presence) => void;
  /** The lists that you may see, or their names, are others now: read them again. */
  'lists:changed': () => void;
  /** What you sent could not be answered, for it came without a callback or under no known name. */
  refused: (problem: { event: string; message: string }) => void;
  /** The server is going away; what is on its way is finished first. Come back after `retryMs`. */
  draining: (notice: { retryMs: number }) => void;
}

/** What a client sends in the handshake (`auth` of Socket.IO). */
export interface Handshake {
  token: string;
  protocol: number;
  /** Name and version of the client, for the log. */
  client: string;
}
