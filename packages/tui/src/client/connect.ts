/** The one connection of a process: link, requests and lists put together behind the port that the rest of tock sees. */
import { success } from '@tock/shared';
import type { Connection } from './client.ts';
import { type DialOptions, dialWith } from './connection.ts';
import { CLOSED, LATE, Link } from './link.ts';
import { Listeners } from './listeners.ts';
import { ListFeed } from './listFeed.ts';
import { FollowedList } from './listStore.ts';
import { sendRead, sendWrite } from './send.ts';
import type { Dial, Resolve } from './session.ts';

export interface ReconnectOptions {
  /** Finds the server, before every attempt. */
  resolve: Resolve;
  /** For how many milliseconds a refused connection is retried when nothing was ever sent. Default 2000. */
  refusedForMs?: number;
  /** A number in [0, 1): spreads the attempts of many clients. */
  random?: () => number;
}

export type ConnectOptions = ReconnectOptions & Partial<DialOptions> & Pick<DialOptions, 'client'>;

/** Begins to connect, at once. Nothing throws: what goes wrong is in `state` and in every answer. */
export function connect(options: ConnectOptions): Connection {
  return connectBy(dialWith(options), options);
}

/** A connection over any transport: `dial` makes each attempt. */
export function connectBy(dial: Dial, options: ReconnectOptions): Connection {
  const { resolve, refusedForMs = 2_000, random = Math.random } = options;
  const listsChanged = new Listeners();
  const link: Link = new Link(
    { resolve, dial, refusedForMs, random },
    {
      fact: (name, payload) => (name === 'lists:changed' ? listsChanged.call() : feed.fact(name, payload)),
      lost: (heardAt) => feed.lost(heardAt),
    },
  );
  const feed = new ListFeed(link, () => link.problem ?? LATE);
  link.subscribe(() => {
    const { state } = link;
    if (state.phase === 'live') feed.live();
    else if (state.phase === 'refused') feed.fail(state.problem);
    else if (state.phase === 'closed') feed.fail(CLOSED);
  });
  return {
    get state() {
      return link.state;
    },
    get place() {
      return link.place;
    },
    get latencyMs() {
      return link.latencyMs;
    },
    subscribe: (listener) => link.subscribe(listener),
    ready: async (withinMs) => {
      const session = await link.live(Date.now() + withinMs, false);
      return session.ok ? success(session.value.welcome) : session;
    },
    write: (name, request, { timeoutMs }) => sendWrite(link, name, request, timeoutMs),
    read: (name, request, { timeoutMs }) => sendRead(link, name, request, timeoutMs),
    open: (list, openOptions) => {
      const store = new FollowedList(feed, list, openOptions);
      feed.add(store);
      if (link.state.phase === 'refused') store.fail(link.state.problem);
      else if (link.state.phase === 'closed') store.fail(CLOSED);
      // Who only looks once is not kept waiting for a server that is not there.
      else if (!openOptions.follow) {
        void link.live(Number.POSITIVE_INFINITY, true).then((session) => session.ok || store.fail(session.problem));
      }
      return store;
    },
    onListsChanged: (listener) => listsChanged.add(listener),
    close: () => link.close(),
  };
}
