/**
 * Who is connected: one function that handles each new socket, one by which a commit reaches everyone who follows its
 * list. Rooms are the registry: heartbeats and presence follow from who is in them.
 */
import type { ClientToServerEvents, Page, Presence, ServerToClientEvents, StoredCommit } from '@tock/shared';
import type { Logger } from 'pino';
import type { Server, Socket } from 'socket.io';
import { Heartbeats } from './heartbeats.ts';
import type { Caller } from './identity/permissions.ts';
import type { Instruments } from './metrics/instruments.ts';
import { Outgoing } from './outgoing.ts';
import { PresenceBoard } from './presence.ts';

/** What a signed-in socket carries. */
interface SocketData {
  who: Caller;
}
export type TockServer = Server<ClientToServerEvents, ServerToClientEvents, Record<string, never>, SocketData>;
export type TockSocket = Socket<ClientToServerEvents, ServerToClientEvents, Record<string, never>, SocketData>;

/** How often heartbeats are looked for and slow readers looked at, in milliseconds. */
const LOOK = 500;

const ROOM = 'list:';
const roomOf = (list: string) => `${ROOM}${list}`;
const roomOfPerson = (person: string) => `person:${person}`;

/** What a door may do with the connection that asks. */
export interface Reader {
  /** What its reads wait behind each other for: a connection, or a device where each request has a connection of its own. */
  readonly line: object;
  /** From now on every commit of the list is sent. Call it in the list's queue alone (R5). */
  join(list: string): void;
  leave(list: string): void;
  /** Sends pages, as fast as the reader takes them; stops when it is gone. */
  send(pages: AsyncIterable<Page>): Promise<void>;
}

/** What connections must know of the rest of the server. */
export interface ConnectionsDependencies {
  log: Logger;
  /** Where a list stands that is in memory. */
  head(list: string): { rev: number; h: string } | undefined;
  deviceName(device: string): string;
  instruments: Instruments;
  /** The caller of each stream of events that follows a list. */
  streaming(list: string): Caller[];
}

export class Connections {
  readonly #io: TockServer;
  readonly #log: Logger;
  readonly #head: ConnectionsDependencies['head'];
  readonly #instruments: Instruments;
  readonly #heartbeats = new Heartbeats(() => performance.now());
  readonly #outgoing = new Outgoing();
  readonly #presence: PresenceBoard;
  readonly #timer: NodeJS.Timeout;

  constructor(io: TockServer, { log, head, deviceName, instruments, streaming }: ConnectionsDependencies) {
    this.#io = io;
    this.#log = log;
    this.#head = head;
    this.#instruments = instruments;
    this.#presence = new PresenceBoard({
      following: (list) => [...this.#following(list), ...streaming(list)],
      deviceName,
      tell: (presence) => io.to(roomOf(presence.list)).emit('presence', presence),
    });
    this.#watchRooms();
    this.#timer = setInterval(() => {
      this.#beat();
      this.#cutSlowReaders();
    }, LOOK);
  }

  /** How many sockets are connected. */
  get count(): number {
    return this.#io.of('/').sockets.size;
  }

  /** Whether anybody follows a list. */
  followed(list: string): boolean {
    return this.#io.of('/').adapter.rooms.has(roomOf(list));
  }

  /** Who follows a list. */
  presence(list: string): Presence {
    return this.#presence.of(list);
  }

  /** Somebody began or ended to follow a list by a stream of events. */
  presenceChanged(list: string): void {
    if (this.followed(list)) this.#presence.changed(list);
  }

  /** Takes a new, signed-in socket in. */
  handleConnection(socket: TockSocket): Reader {
    const { who } = socket.data;
    this.#outgoing.watch(socket.conn);
    void socket.join(roomOfPerson(who.person));
    this.#log.debug({ socket: socket.id, ...who }, 'connected');
    socket.once('disconnect', (reason) => this.#log.debug({ socket: socket.id, reason }, 'disconnected'));
    let sending: Promise<void> = Promise.resolve();
    return {
      line: socket,
      join: (list) => void socket.join(roomOf(list)),
      leave: (list) => void socket.leave(roomOf(list)),
      send: (pages) => {
        // One opening after another: a reader that asks for many at once gets no more ahead of itself than with one.
        const sent = sending.then(() => this.#send(socket, pages));
        sending = sent.catch(() => undefined);
        return sent;
      },
    };
  }

  /** Sends a durable commit to everyone who follows its list: encoded once, nothing at all when nobody does. Never throws (R1). */
  emit(commit: StoredCommit): void {
    if (!this.followed(commit.list)) return;
    this.#heartbeats.told(commit.list);
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
      [...this.#io.of('/').sockets.values()].some(({ conn }) => this.#outgoing.of(conn).packets > 0);
    while (waiting() && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  /** Stops the timers. */
  close(): void {
    clearInterval(this.#timer);
    this.#presence.close();
  }

  /** A room exists as long as somebody is in it; a connection that is gone has left its rooms. */
  #watchRooms(): void {
    const { adapter } = this.#io.of('/');
    adapter.on('create-room', (room: string) => ofList(room, (list) => this.#heartbeats.begin(list)));
    adapter.on('join-room', (room: string) => ofList(room, (list) => this.#presence.changed(list)));
    adapter.on('leave-room', (room: string) => ofList(room, (list) => this.#presence.changed(list)));
    adapter.on('delete-room', (room: string) =>
      ofList(room, (list) => {
        this.#heartbeats.end(list);
        this.#presence.end(list);
      }),
    );
  }

  #following(list: string): Caller[] {
    const { adapter, sockets } = this.#io.of('/');
    return [...(adapter.rooms.get(roomOf(list)) ?? [])].flatMap((id) => sockets.get(id)?.data.who ?? []);
  }

  async #send(socket: TockSocket, pages: AsyncIterable<Page>): Promise<void> {
    for await (const page of pages) {
      await this.#outgoing.ready(socket.conn);
      if (!socket.connected) return;
      socket.emit('list:paged', page);
    }
  }

  #beat(): void {
    for (const list of this.#heartbeats.due()) {
      const head = this.#head(list);
      if (head === undefined) continue;
      this.#heartbeats.told(list);
      this.#io.to(roomOf(list)).emit('heartbeat', { list, ...head });
    }
  }

  #cutSlowReaders(): void {
    for (const { conn, id } of this.#io.of('/').sockets.values()) {
      if (!this.#outgoing.tooMuch(conn)) continue;
      const { packets, bytes } = this.#outgoing.of(conn);
      this.#log.warn({ socket: id, packets, bytes }, 'a reader does not read: cut');
      this.#instruments.count('readersCut');
      // What waits is not waited for: that is what it was cut for.
      conn.close(true);
    }
  }
}

/** Calls back with the list whose room it is, if it is one of a list. */
function ofList(room: string, call: (list: string) => void): void {
  if (room.startsWith(ROOM)) call(room.slice(ROOM.length));
}
