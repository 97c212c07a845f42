/**
 * Lists followed over HTTP, as server-sent events: a stream is told every commit once and in order, by an id that is the
 * cursor behind it. Whoever does not read is cut, and resumes from the last id that it saw.
 */
import { type CommitRecord, cursorText, type StoredCommit } from '@tock/shared';
import { Heartbeats } from '../../heartbeats.ts';
import type { Caller } from '../../identity/permissions.ts';

/** How often heartbeats are looked for, in milliseconds. */
const LOOK = 500;
/** A stream with more bytes than this waiting is cut; the largest event does not count, for a commit may be large and has to pass. */
const MOST_WAITING = 2 * 1024 * 1024;

/** Where the bytes of a stream go. Whoever is gone is written to in vain. */
interface Sink {
  readonly writableLength: number;
  write(text: string): void;
  end(): void;
  destroy(): void;
}

/** One event, as it is on the wire. */
export function eventText(event: string, data: unknown, id?: string): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** The event of a commit. */
export function commitEvent(record: CommitRecord): string {
  return eventText('committed', record, cursorText(record));
}

/** One reader of one list. */
class EventStream {
  readonly who: Caller;
  readonly #sink: Sink;
  readonly #cut: () => void;
  /** Commits that came while earlier ones are still being told, or null when it is up to date. */
  #held: { rev: number; text: string }[] | null = [];
  #heldLength = 0;
  #begun = false;
  #farewellSaid = false;
  #isCut = false;
  #rev = 0;
  #largest = 0;

  /** `cut` is called when it does not read, after which it is gone. */
  constructor(who: Caller, sink: Sink, cut: () => void) {
    this.who = who;
    this.#sink = sink;
    this.#cut = cut;
  }

  /** Begins behind a revision, with this text. What is emitted meanwhile is held until {@link goLive}. */
  begin(rev: number, text: string): void {
    this.#begun = true;
    this.#rev = rev;
    this.#write(text);
  }

  /** Tells the next commit. */
  tell(rev: number, text: string): void {
    if (rev <= this.#rev) return;
    // One is missing: the reader comes again from the last id that it saw, and gets it (R4).
    if (rev !== this.#rev + 1) {
      this.#sink.destroy();
      return;
    }
    this.#rev = rev;
    this.#write(text);
  }

  /** Tells a commit that was emitted just now, as soon as those before it are told. */
  emit(rev: number, text: string): void {
    if (this.#held === null) {
      this.tell(rev, text);
      return;
    }
    this.#held.push({ rev, text });
    this.#heldLength += text.length;
    if (this.#heldLength > MOST_WAITING) this.#cutOff();
  }

  /** Everything before what is held was told. */
  goLive(): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const { rev, text } of held) this.tell(rev, text);
  }

  /** Says where the list stands, unless the reader is still being told how it came there. */
  beat(text: string): void {
    if (this.#held === null) this.#write(text);
  }

  /** Says, once, that the server is going away. */
  farewell(text: string): void {
    if (!this.#begun || this.#farewellSaid) return;
    this.#farewellSaid = true;
    this.#write(text);
  }

  end(): void {
    this.#sink.end();
  }

  #write(text: string): void {
    if (this.#sink.writableLength === 0) this.#largest = 0;
    this.#largest = Math.max(this.#largest, text.length);
    this.#sink.write(text);
    if (this.#sink.writableLength - this.#largest > MOST_WAITING) this.#cutOff();
  }

  #cutOff(): void {
    if (this.#isCut) return;
    this.#isCut = true;
    this.#sink.destroy();
    this.#cut();
  }
}

/** What streams must know of the rest of the server. */
export interface EventStreamsDependencies {
  /** Where a list stands that is in memory. */
  head(list: string): { rev: number; h: string } | undefined;
  /** A commit as programs read it. */
  record(commit: StoredCommit): CommitRecord;
  /** Somebody came to a list or left it. */
  changed(list: string): void;
  /** A reader was cut, for it does not read. */
  cut(): void;
}

export class EventStreams {
  readonly #dependencies: EventStreamsDependencies;
  readonly #streams = new Map<string, Set<EventStream>>();
  readonly #heartbeats = new Heartbeats(() => performance.now());
  readonly #timer: NodeJS.Timeout;

  constructor(dependencies: EventStreamsDependencies) {
    this.#dependencies = dependencies;
    this.#timer = setInterval(() => this.#beat(), LOOK);
  }

  /** A stream that follows nothing yet. */
  open(who: Caller, sink: Sink): EventStream {
    return new EventStream(who, sink, this.#dependencies.cut);
  }

  /** How many there are. */
  get count(): number {
    return [...this.#all()].length;
  }

  followed(list: string): boolean {
    return this.#streams.has(list);
  }

  /** The caller of each stream of a list. */
  following(list: string): Caller[] {
    return Array.from(this.#streams.get(list) ?? [], ({ who }) => who);
  }

  /** From now on the stream is told of every commit. Call it in the list's queue alone (R5). */
  join(list: string, stream: EventStream): void {
    const streams = this.#streams.get(list) ?? new Set();
    if (streams.size === 0) {
      this.#streams.set(list, streams);
      this.#heartbeats.begin(list);
    }
    streams.add(stream);
    this.#dependencies.changed(list);
  }

  leave(list: string, stream: EventStream): void {
    const streams = this.#streams.get(list);
    if (streams?.delete(stream) !== true) return;
    if (streams.size === 0) {
      this.#streams.delete(list);
      this.#heartbeats.end(list);
    }
    this.#dependencies.changed(list);
  }

  /** Sends a durable commit to every stream of its list: encoded once, nothing at all when there is none. */
  emit(commit: StoredCommit): void {
    const streams = this.#streams.get(commit.list);
    if (streams === undefined) return;
    this.#heartbeats.told(commit.list);
    const text = commitEvent(this.#dependencies.record(commit));
    for (const stream of streams) stream.emit(commit.rev, text);
  }

  /** Tells everyone that the server is going away. */
  announceDrain(retryMs: number): void {
    const text = `retry: ${retryMs}\n${eventText('draining', { retryMs })}`;
    for (const stream of this.#all()) stream.farewell(text);
  }

  /** Ends all streams, which were told why. */
  close(retryMs: number): void {
    clearInterval(this.#timer);
    // Those that began in between were not.
    this.announceDrain(retryMs);
    for (const stream of this.#all()) stream.end();
  }

  *#all(): Generator<EventStream> {
    for (const streams of this.#streams.values()) yield* streams;
  }

  #beat(): void {
    for (const list of this.#heartbeats.due()) {
      const head = this.#dependencies.head(list);
      if (head === undefined) continue;
      this.#heartbeats.told(list);
      const text = eventText('heartbeat', { list, ...head });
      for (const stream of this.#streams.get(list) ?? []) stream.beat(text);
    }
  }
}
