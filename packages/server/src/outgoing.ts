/** What connections were given to send and have not sent: how much that is, when the next page may go, and who is cut. */

/** What this must know of a connection of Engine.IO. */
interface Connection {
  readonly readyState: string;
  readonly transport: Emitter;
  on(event: 'packetCreate', listener: (packet: { data?: unknown }) => void): unknown;
  on(event: 'flush' | 'close', listener: () => void): unknown;
  off(event: 'close', listener: () => void): unknown;
}

interface Emitter {
  on(event: 'drain', listener: () => void): unknown;
  off(event: 'drain', listener: () => void): unknown;
}

/**
 * A reader with more than this waiting is cut; it resumes from its revision when it reads again. The largest packet does
 * not count among the bytes: a commit may be large, and has to pass.
 */
const MOST_WAITING = { packets: 1_024, bytes: 2 * 1024 * 1024 };
/** A page waits while more bytes than this are before it: a ping behind a page must come through a slow line in time. */
const PAGE_BEHIND = 64 * 1024;

/** Packets together. */
interface Load {
  packets: number;
  bytes: number;
  /** Bytes of the largest. */
  largest: number;
}

const NOTHING: Readonly<Load> = { packets: 0, bytes: 0, largest: 0 };

/** Counts what one connection was given; `sending` was handed to the system, which has not taken it yet. */
interface Count {
  waiting: Load;
  sending: Load;
}

export class Outgoing {
  readonly #counts = new WeakMap<Connection, Count>();
  #lastPage: Promise<void> = Promise.resolve();

  /** Begins to count what a connection is given. */
  watch(conn: Connection): void {
    const count: Count = { waiting: { ...NOTHING }, sending: { ...NOTHING } };
    this.#counts.set(conn, count);
    conn.on('packetCreate', ({ data }) => {
      const bytes = typeof data === 'string' ? data.length : 0;
      count.waiting.packets += 1;
      count.waiting.bytes += bytes;
      count.waiting.largest = Math.max(count.waiting.largest, bytes);
    });
    conn.on('flush', () => {
      count.sending = count.waiting;
      count.waiting = { ...NOTHING };
    });
    conn.transport.on('drain', () => {
      count.sending = { ...NOTHING };
    });
  }

  /** How much a connection has not sent. */
  of(conn: Connection): Load {
    const { waiting, sending } = this.#counts.get(conn) ?? { waiting: NOTHING, sending: NOTHING };
    return {
      packets: waiting.packets + sending.packets,
      bytes: waiting.bytes + sending.bytes,
      largest: Math.max(waiting.largest, sending.largest),
    };
  }

  /** Whether a connection has so much to send that its reader cannot be reading. */
  tooMuch(conn: Connection): boolean {
    const { packets, bytes, largest } = this.of(conn);
    return packets > MOST_WAITING.packets || bytes - largest > MOST_WAITING.bytes;
  }

  /**
   * Resolves when the connection may be given a page, or is gone. All pages of all readers go one a turn of the event loop:
   * others are served in between, also when everyone comes back at once.
   */
  async ready(conn: Connection): Promise<void> {
    for (;;) {
      this.#lastPage = this.#lastPage.then(() => new Promise(setImmediate));
      await this.#lastPage;
      if (this.of(conn).bytes <= PAGE_BEHIND || conn.readyState !== 'open') return;
      await sentOrGone(conn);
    }
  }
}

function sentOrGone(conn: Connection): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      conn.transport.off('drain', done);
      conn.off('close', done);
      resolve();
    };
    conn.transport.on('drain', done);
    conn.on('close', done);
  });
}
