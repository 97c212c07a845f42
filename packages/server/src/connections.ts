/**
 * Who is connected: one function that handles each new socket, one by which a commit reaches everyone who follows its
 * list. Rooms are the registry. Also what keeps connections honest: heartbeats, and an end for readers that do not read.
 */
import type { ClientToServerEvents, Page, ServerToClientEvents, StoredCommit } from '@tock/shared';
import type { Logger } from 'pino';
import type { Server, Socket } from 'socket.io';
import type { Caller } from './identity/permissions.ts';

/** What a signed-in socket carries. */
interface SocketData {
  who: Caller;
}
export type TockServer = Server<ClientToServerEvents, ServerToClientEvents, Record<string, never>, SocketData>;
export type TockSocket = Socket<ClientToServerEvents, ServerToClientEvents, Record<string, never>, SocketData>;

/** A list whose room was quiet for this long says where it stands, in milliseconds. */
const QUIET = 4_000;
/** How often buffers are looked at, in milliseconds. */
const WATCH = 1_000;
/** A reader with more than this waiting is cut; it resumes from its revision when it reads again. */
const MAXIMUM_WAITING = { packets: 4_096, bytes: 16 * 1024 * 1024 };
/** Pages wait while a reader has more packets than this to take. */
const PAGES_AHEAD = 4;

const NOTHING = { packets: 0, bytes: 0 };

type Connection = TockSocket['conn'];

const roomOf = (list: string) => `list:${list}`;
const roomOfPerson = (person: string) => `person:${person}`;

/** What a door may do with the connection that asks. */
export interface Reader {
  /** From now on every commit of the list is sent. Call it in the list's queue alone (R5). */
  join(list: string): void;
  leave(list: string): void;
  /** Sends pages, as fast as the reader takes them; stops when it is gone. */
  send(pages: AsyncIterable<Page>): Promise<void>;
}

export class Connections {
  readonly #io: TockServer;
  readonly #log: Logger;
  readonly #head: (list: string) => { rev: number; h: string } | undefined;
  readonly #emitted = new Set<string>();
  readonly #waiting = new WeakMap<Connection, typeof NOTHING>();
  readonly #timers: NodeJS.Timeout[];

  /** `head` tells where a list stands that is in memory. */
  constructor(io: TockServer, log: Logger, head: (list: string) => { rev: number; h: string } | undefined) {
    this.#io = io;
    this.#log = log;
    this.#head = head;
    this.#timers = [setInterval(() => this.#beat(), QUIET), setInterval(() => this.#cutSlowReaders(), WATCH)];
  }

  /** How many sockets are connected. */
  get count(): number {
    return this.#io.of('/').sockets.size;
  }

  /** Whether anybody follows a list. */
  followed(list: string): boolean {
    return this.#io.of('/').adapter.rooms.has(roomOf(list));
  }

  /** Takes a new, signed-in socket in. */
  handleConnection(socket: TockSocket): Reader {
    const { who } = socket.data;
    this.#count(socket.conn);
    void socket.join(roomOfPerson(who.person));
    this.#log.debug({ socket: socket.id, ...who }, 'connected');
    socket.once('disconnect', (reason) => this.#log.debug({ socket: socket.id, reason }, 'disconnected'));
    return {
      join: (list) => void socket.join(roomOf(list)),
      leave: (list) => void socket.leave(roomOf(list)),
      send: async (pages) => {
        for await (const page of pages) {
          await this.#drained(socket.conn);
          if (!socket.connected) return;
          socket.emit('list:paged', page);
        }
      },
    };
  }

  /** Sends a durable commit to everyone who follows its list: encoded once, nothing at all when nobody does. Never throws (R1). */
  emit(commit: StoredCommit): void {
    if (!this.followed(commit.list)) return;
    this.#emitted.add(commit.list);
    this.#io.to(roomOf(commit.list)).emit('committed', commit);
  }

  /** Tells people that their lists are others now. */
  listsChanged(people: string[]): void {
    for (const person of people) this.#io.to(roomOfPerson(person)).emit('lists:changed');
  }

  /** Tells everyone that the server is going away. */
  announceDrain(retryMs: number): void {
    this.#io.emit('draining', { retryMs });
  }

  /** Resolves when everything that was sent has left, or after `withinMs`. */
  async flushed(withinMs: number): Promise<void> {
    const deadline = Date.now() + withinMs;
    const waiting = () =>
      [...this.#io.of('/').sockets.values()].some(
        ({ conn }) => (this.#waiting.get(conn)?.packets ?? 0) > 0 || !conn.transport.writable,
      );
    while (waiting() && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  /** Stops the timers. */
  close(): void {
    for (const timer of this.#timers) clearInterval(timer);
  }

  #beat(): void {
    for (const room of this.#io.of('/').adapter.rooms.keys()) {
      if (!room.startsWith('list:')) continue;
      const list = room.slice('list:'.length);
      if (this.#emitted.has(list)) continue;
      const head = this.#head(list);
      if (head !== undefined) this.#io.to(room).emit('heartbeat', { list, ...head });
    }
    this.#emitted.clear();
  }

  #cutSlowReaders(): void {
    for (const { conn, id } of this.#io.of('/').sockets.values()) {
      const { packets, bytes } = this.#waiting.get(conn) ?? NOTHING;
      if (packets <= MAXIMUM_WAITING.packets && bytes <= MAXIMUM_WAITING.bytes) continue;
      this.#log.warn({ socket: id, packets, bytes }, 'a reader does not read: cut');
      // What waits is not waited for: that is what it was cut for.
      conn.close(true);
    }
  }

  /** Counts what a connection was given and its transport has not taken yet. */
  #count(conn: Connection): void {
    let waiting = { packets: 0, bytes: 0 };
    this.#waiting.set(conn, waiting);
    conn.on('packetCreate', ({ data }: { data?: unknown }) => {
      waiting.packets += 1;
      if (typeof data === 'string') waiting.bytes += data.length;
    });
    conn.on('flush', () => {
      waiting = { packets: 0, bytes: 0 };
      this.#waiting.set(conn, waiting);
    });
  }

  /** Resolves when the connection has little left to send, or is gone. */
  #drained(conn: Connection): Promise<void> {
    const ready = () => (this.#waiting.get(conn)?.packets ?? 0) < PAGES_AHEAD || conn.readyState !== 'open';
    return new Promise((resolve) => {
      const look = () => {
        if (!ready()) return;
        conn.off('drain', look);
        conn.off('close', look);
        resolve();
      };
      conn.on('drain', look);
      conn.on('close', look);
      // A turn of the event loop between pages, so that others are served while a large list opens.
      setImmediate(look);
    });
  }
}
