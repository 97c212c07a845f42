/** The server's side of the thread of an SQLite store: what waits while one transaction is written becomes the next. */
import { Worker } from 'node:worker_threads';
import type { Instruments } from '../metrics/instruments.ts';
import { JournalFault, StoreUnusable } from './journal.ts';
import type { StoreReport, StoreRequest, WriteCall, WriteOutcome } from './sqliteMessages.ts';
import { StoreFull, type TableName } from './storage.ts';

/** About how much text one transaction takes at most, in UTF-16 units: a bound on how long anyone waits for others. */
const LARGEST_TRANSACTION = 8 * 1024 * 1024;

interface WaitingWrite {
  call: WriteCall;
  promise: PromiseWithResolvers<boolean>;
}

function sizeOf({ keys, values }: WriteCall): number {
  return (values ?? keys).reduce((size, text) => size + text.length, 0);
}

/** One open store. Every pending and later call rejects with `JournalFault` when its thread ends. */
export class SqliteConnection {
  readonly #worker: Worker;
  readonly #instruments: Instruments;
  readonly #opened = Promise.withResolvers<void>();
  readonly #exited = Promise.withResolvers<void>();
  readonly #reads = new Map<number, PromiseWithResolvers<(string | undefined)[]>>();
  #lastRead = 0;
  #waiting: WaitingWrite[] = [];
  #written: WaitingWrite[] = [];
  #scheduled = false;
  #closing = false;
  readonly #broken = Promise.withResolvers<JournalFault>();
  /** Why no call is taken any more, or null. */
  #end: JournalFault | null = null;

  private constructor(path: string, worker: URL, instruments: Instruments) {
    this.#instruments = instruments;
    // Nothing of how this process was started concerns the thread.
    this.#worker = new Worker(worker, { workerData: path, execArgv: [], name: 'tock store' });
    this.#worker.on('message', (report: StoreReport) => this.#receive(report));
    this.#worker.on('error', (error) => this.#fail(new JournalFault('the store failed', { cause: error })));
    this.#worker.on('messageerror', (error) => this.#fail(new JournalFault('the store failed', { cause: error })));
    this.#worker.once('exit', () => {
      this.#fail(new JournalFault(this.#closing ? 'the store is closed' : 'the thread of the store ended'));
      this.#exited.resolve();
    });
  }

  /** Opens the store at a path that `prepareFiles` returned. Rejects with `StoreUnusable`. */
  static async open(path: string, worker: URL, instruments: Instruments): Promise<SqliteConnection> {
    const connection = new SqliteConnection(path, worker, instruments);
    await connection.#opened.promise;
    return connection;
  }

  /** Resolves when the store breaks, whether or not anybody asks it something then. */
  get broken(): Promise<JournalFault> {
    return this.#broken.promise;
  }

  /** Whether all of the call is durable; false when it broke the rule of its table and nothing of it is. */
  write(call: WriteCall): Promise<boolean> {
    if (this.#end !== null) return Promise.reject(this.#end);
    if (this.#closing) return Promise.reject(new JournalFault('the store is closed'));
    const promise = Promise.withResolvers<boolean>();
    this.#waiting.push({ call, promise });
    // Not at once: whoever else writes in this turn shares the transaction.
    if (!this.#scheduled) queueMicrotask(() => this.#next());
    this.#scheduled = true;
    return promise.promise;
  }

  read(table: TableName, keys: string[]): Promise<(string | undefined)[]> {
    if (this.#end !== null) return Promise.reject(this.#end);
    if (this.#closing) return Promise.reject(new JournalFault('the store is closed'));
    const values = Promise.withResolvers<(string | undefined)[]>();
    this.#lastRead += 1;
    this.#reads.set(this.#lastRead, values);
    this.#send({ kind: 'read', id: this.#lastRead, table, keys });
    return values.promise;
  }

  /** Finishes what was asked before, then lets go of the store. Idempotent. */
  async close(): Promise<void> {
    if (!this.#closing) {
      this.#closing = true;
      this.#next();
    }
    await this.#exited.promise;
  }

  #next(): void {
    this.#scheduled = false;
    if (this.#written.length > 0 || this.#end !== null) return;
    if (this.#waiting.length > 0) {
      this.#written = this.#take();
      this.#send({ kind: 'write', calls: this.#written.map(({ call }) => call) });
    } else if (this.#closing) {
      this.#send({ kind: 'close' });
    }
  }

  #take(): WaitingWrite[] {
    let size = 0;
    const end = this.#waiting.findIndex(({ call }, index) => {
      size += sizeOf(call);
      return index > 0 && size > LARGEST_TRANSACTION;
    });
    return this.#waiting.splice(0, end === -1 ? this.#waiting.length : end);
  }

  #send(request: StoreRequest): void {
    this.#worker.postMessage(request);
  }

  #receive(report: StoreReport): void {
    switch (report.kind) {
      case 'opened':
        this.#opened.resolve();
        return;
      case 'unusable':
        this.#opened.reject(new StoreUnusable(report.message, report.hint));
        return;
      case 'values':
        this.#takeRead(report.id)?.resolve(report.values);
        return;
      case 'unread':
        this.#takeRead(report.id)?.reject(new JournalFault(report.message));
        return;
      case 'broken':
        this.#broken.resolve(new JournalFault(report.message));
        return;
      default:
        this.#settle(report);
    }
  }

  #settle(outcome: WriteOutcome): void {
    const written = this.#written;
    this.#written = [];
    // The next transaction first: the store works on it while this one is answered.
    this.#next();
    this.#observe(outcome, written.length);
    for (const [index, { promise }] of written.entries()) {
      if (outcome.kind === 'written') promise.resolve(outcome.stored[index] === true);
      else if (outcome.kind === 'full') promise.reject(new StoreFull());
      else promise.reject(new JournalFault(outcome.message));
    }
  }

  #observe(outcome: WriteOutcome, writes: number): void {
    const instruments = this.#instruments;
    instruments.count('transactions', outcome.kind);
    if (outcome.kind !== 'written') return;
    instruments.observe('transactionSeconds', outcome.took.transaction / 1_000);
    instruments.observe('syncSeconds', outcome.took.sync / 1_000);
    instruments.observe('transactionWrites', writes);
  }

  #takeRead(id: number): PromiseWithResolvers<(string | undefined)[]> | undefined {
    const read = this.#reads.get(id);
    this.#reads.delete(id);
    return read;
  }

  #fail(fault: JournalFault): void {
    this.#end ??= fault;
    if (!this.#closing) this.#broken.resolve(fault);
    this.#opened.reject(this.#end);
    for (const { promise } of [...this.#written, ...this.#waiting]) promise.reject(this.#end);
    for (const read of this.#reads.values()) read.reject(this.#end);
    this.#written = [];
    this.#waiting = [];
    this.#reads.clear();
  }
}
