/** `GET /v1/lists/{list}/events`: a list followed as server-sent events, resumed without a gap from `Last-Event-ID` (R4, R5). */
import type { HttpBindings } from '@hono/node-server';
import { type Cursor, cursorText, type Opened, type Outcome, type Page, parseCursor, success } from '@tock/shared';
import type { Logger } from 'pino';
import type { Reader } from '../../connections.ts';
import { commitsIn } from '../../controllers/records.ts';
import type { Caller } from '../../identity/permissions.ts';
import { historyLetGo } from '../../refusals.ts';
import type { AnswerRequest } from '../requests.ts';
import type { Seats } from '../seats.ts';
import { commitEvent, type EventStreams, eventText } from './eventStreams.ts';
import { Outlet } from './outlet.ts';
import type { Desk } from './route.ts';

/** How long a reader waits before it comes again, in milliseconds. */
const RETRY = 1_000;

/** What following needs. */
export interface EventsDependencies {
  answerRequest: AnswerRequest;
  streams: EventStreams;
  records: Desk['records'];
  /** For a page of the past, by the line of who reads: it is in memory until its reader took it. */
  seats: Seats;
  log: Logger;
}

/** Who follows what from where, and into what. */
export interface EventsRequest {
  who: Caller;
  /** By which the log names the request. */
  id: string;
  line: object;
  list: string;
  /** `Last-Event-ID`, or the `since` of a first connection; empty for none. */
  since: string;
  bindings: HttpBindings;
  headers: Record<string, string>;
}

/** Begins a stream, or says why there is none; then nothing was written. */
export async function streamEvents(
  { answerRequest, streams, records, seats, log }: EventsDependencies,
  { who, id, line, list, since, bindings, headers }: EventsRequest,
): Promise<Outcome<null>> {
  const parsed: Outcome<Cursor | null> = since === '' ? success(null) : parseCursor(since, 'take the id of an event');
  if (!parsed.ok) return parsed;
  const cursor = parsed.value;
  let leave = () => {};
  const outlet = new Outlet(bindings, () => leave());
  const stream = streams.open(who, outlet);
  let tells = cursor !== null;
  const reader: Reader = {
    line,
    join: (listId) => {
      streams.join(listId, stream);
      leave = () => streams.leave(listId, stream);
      // Whoever went away meanwhile is not told of a second time.
      if (!outlet.open) leave();
    },
    leave: () => leave(),
    send: (pages) => tellPages(pages),
  };
  const request = { list, follow: true, ...(cursor === null ? {} : { since: cursor }) };
  const { outcome, after } = await answerRequest('list:open', request, who, reader, id);
  if (!outcome.ok) return outcome;
  // What answers a request answers as the contract says, for every door.
  const opened = outcome.value as Opened;
  if (cursor !== null && opened.content === 'todos') {
    leave();
    tells = false;
    // The opening has its end, too.
    await after?.();
    return historyLetGo(cursor.rev, opened);
  }
  outlet.begin({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    // nginx would wait for more than there is.
    'x-accel-buffering': 'no',
    ...headers,
  });
  const begin = cursor ?? opened;
  const { epoch, rev, h } = opened;
  const first = eventText('opened', { list: opened.list, epoch, rev, h }, cursorText(begin));
  stream.begin(begin.rev, `retry: ${RETRY}\n${first}`);
  void after?.().catch((error: unknown) => {
    // A server that goes away ends streams that are still being told the past.
    if (outlet.open) log.error({ request: id, error }, 'the events of a list could not be read');
    outlet.destroy();
  });
  return success(null);

  async function tellPages(pages: AsyncIterable<Page>): Promise<void> {
    // Without a cursor the pages are the todos, which a reader asks for by an address of their own.
    const past = pages[Symbol.asyncIterator]();
    try {
      while (tells && (await tellPage(past)));
    } finally {
      await past.return?.();
    }
    if (outlet.open) stream.goLive();
  }

  /** Tells the next page of the past, and waits until most of it was taken. Answers whether there may be another. */
  async function tellPage(past: AsyncIterator<Page>): Promise<boolean> {
    const release = await seats.take(line);
    try {
      const { done, value: page } = outlet.open ? await past.next() : { done: true, value: null };
      if (done === true || page === null) return false;
      for (const record of await records(page.list, commitsIn(page))) stream.tell(record.rev, commitEvent(record));
      await outlet.taken();
      return outlet.open;
    } finally {
      release();
    }
  }
}
