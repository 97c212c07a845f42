/** What a verb works with: its output, its settings, the server, and the op of what it writes. */
import {
  failure,
  OPERATION,
  type Outcome,
  type Receipt,
  type RequestOf,
  randomIdentifier,
  success,
  type WhenContext,
  type WriteName,
} from '@tock/shared';
import type { Connection } from '../client/client.ts';
import type { Output } from '../output/output.ts';
import type { Paths } from '../paths.ts';
import { DEFAULT_TIMEOUT_MS, type Settings } from './config.ts';
import type { Interruption, Io } from './io.ts';

/** How a context reaches the outside; nothing is opened before it is asked for. */
export interface ContextParts {
  io: Io;
  output: Output;
  paths: Paths;
  settings: Settings;
  /** The op that was asked for, if any. */
  op: string | undefined;
  open(): Promise<Connection>;
}

/** One run of one verb. */
export class Context {
  readonly io: Io;
  readonly output: Output;
  readonly paths: Paths;
  readonly settings: Settings;
  /** The op of what this run writes. */
  readonly op: string;
  /** The op of the write that was begun, or null: what a problem tells so that it can be run again. */
  begun: string | null = null;
  /** Whether that write still waits for its receipt. */
  inFlight = false;
  /** What ends the run from outside: while another program owns the terminal, an interrupt is meant for that one. */
  heeds: readonly (Interruption | 'fault')[] = ['SIGINT', 'SIGTERM', 'fault'];
  readonly #open: ContextParts['open'];
  #opened: Promise<Connection> | null = null;
  #connection: Connection | null = null;

  constructor({ io, output, paths, settings, op, open }: ContextParts) {
    this.io = io;
    this.output = output;
    this.paths = paths;
    this.settings = settings;
    this.op = op ?? randomIdentifier();
    this.#open = open;
  }

  /** The deadline of a request, in milliseconds. */
  get timeoutMs(): number {
    return this.settings.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  }

  /** The place where todos go, as messages name it; empty before there is a connection. */
  get place(): string {
    return this.#connection?.place ?? '';
  }

  /** The moment, for whatever reads or shows dates. */
  get when(): WhenContext {
    return { now: this.io.now() };
  }

  /** The one connection of this run. */
  async connection(): Promise<Connection> {
    this.#opened ??= this.#open();
    this.#connection = await this.#opened;
    return this.#connection;
  }

  /** Sends a write and waits for its receipt. */
  async write<N extends WriteName>(name: N, request: RequestOf<N>): Promise<Outcome<Receipt>> {
    if (!OPERATION.test(this.op))
      return failure('invalid', `"${this.op}" cannot be an op`, 'write 1 to 128 of A-Z a-z 0-9 . _ : -');
    const connection = await this.connection();
    this.begun = this.op;
    this.inFlight = true;
    const outcome = await connection.write(name, request, { timeoutMs: this.timeoutMs });
    // Not in a `finally`: an exception on the way leaves the write in flight, and its outcome unknown.
    this.inFlight = false;
    return outcome;
  }

  /** Closes the connection, so that nothing keeps the process. Idempotent. */
  close(): void {
    this.#connection?.close();
  }
}

/** The exit code of a run that did what it was asked. */
export const done: Outcome<number> = success(0);
