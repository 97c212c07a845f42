/** `GET /v1/lists/{list}/events`: a list followed as server-sent events, resumed without a gap from `Last-Event-ID` (R4, R5). */
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { type Cursor, cursorText, type Opened, type Outcome, type Page, parseCursor, success } from '@tock/shared';
import type { Logger } from 'pino';
import type { Reader } from '../../connections.ts';
import { commitsIn } from '../../controllers/records.ts';
import type { Caller } from '../../identity/permissions.ts';
import { historyLetGo } from '../../refusals.ts';
import type { AnswerRequest } from '../requests.ts';
import { commitEvent, EventStream, type EventStreams, eventText } from './eventStreams.ts';
import type { Desk } from './route.ts';

/** How long a reader waits before it comes again, in milliseconds. */
const RETRY = 1_000;
/** Pages wait while more bytes than this are before them. */
const PAGE_BEHIND = 64 * 1024;

/** What following needs. */
export interface EventsDependencies {
  answerRequest: AnswerRequest;
  streams: EventStreams;
  records: Desk['records'];
  log: Logger;
}

/** Who follows what from where, and into what. */
export interface EventsRequest {
  who: Caller;
  line: object;
  list: string;
  /** `Last-Event-ID`, or the `since` of a first connection. */
  since: string | undefined;
  outgoing: ServerResponse;
  headers: Record<string, string>;
}

/** Begins a stream, or says why there is none; then nothing was written. */
export async function streamEvents(
  { answerRequest, streams, records, log }: EventsDependencies,
  { who, line, list, since = '', outgoing, headers }: EventsRequest,
): Promise<Outcome<null>> {
  const parsed: Outcome<Cursor | null> = since === '' ? success(null) : parseCursor(since, 'take the id of an event');
  if (!parsed.ok) return parsed;
  const cursor = parsed.value;
  const stream = new EventStream(who, outgoing);
  let leave = () => {};
  const reader: Reader = {
    line,
    join: (id) => {
      streams.join(id, stream);
      leave = () => streams.leave(id, stream);
      // Whoever went away meanwhile never comes to a later close.
      if (outgoing.destroyed) leave();
    },
    leave: () => leave(),
    send: (pages) => tellPages(pages),
  };
  outgoing.once('close', () => leave());
  const request = { list, follow: true, ...(cursor === null ? {} : { since: cursor }) };
  const { outcome, after } = await answerRequest('list:open', request, who, reader);
  if (!outcome.ok) return outcome;
  // What answers a request answers as the contract says, for every door.
  const opened = outcome.value as Opened;
  if (cursor !== null && opened.content === 'todos') {
    leave();
    return historyLetGo(cursor.rev, opened);
  }
  const begin = cursor ?? opened;
  outgoing.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    // nginx would wait for more than there is.
    'x-accel-buffering': 'no',
    ...headers,
  });
  stream.begin(begin.rev);
  const { epoch, rev, h } = opened;
  stream.write(`retry: ${RETRY}\n${eventText('opened', { list: opened.list, epoch, rev, h }, cursorText(begin))}`);
  void after?.().catch((error: unknown) => {
    log.error({ error }, 'the events of a list could not be read');
    outgoing.destroy();
  });
  return success(null);

  async function tellPages(pages: AsyncIterable<Page>): Promise<void> {
    // Without a cursor the pages are the todos, which a reader asks for by an address of their own.
    if (cursor !== null) {
      for await (const page of pages) {
        await taken(outgoing);
        if (outgoing.destroyed) return;
        for (const record of await records(page.list, commitsIn(page))) stream.tell(record.rev, commitEvent(record));
      }
    }
    stream.goLive();
  }
}

/** Resolves when a reader has taken most of what it was sent, or is gone. */
async function taken(outgoing: ServerResponse): Promise<void> {
  while (outgoing.writableLength > PAGE_BEHIND && !outgoing.destroyed) {
    const over = new AbortController();
    const options = { signal: over.signal };
    // Whichever comes first; the other is not waited for any more.
    await Promise.race([once(outgoing, 'drain', options), once(outgoing, 'close', options)]);
    over.abort();
  }
}
