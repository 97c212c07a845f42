/** A connection of bare bytes: it sends whatever it is told, reads what comes back, and knows what is still unanswered. */
import { connect, type Socket } from 'node:net';
import { PROTOCOL } from '@tock/shared';
import { closeFrame, frame, opcodes, type ServerFrame, takeFrames, upgradeHead } from './wire.ts';

/** How long anything may take before it counts as never. */
const PATIENCE_MS = 30_000;
const END_OF_HEAD = '\r\n\r\n';
const STATUS_LINE = /HTTP\/1\.1 (\d{3}) /;

export class HostileConnection {
  readonly #socket: Socket;
  #unread: Buffer = Buffer.alloc(0);
  #isWebSocket = false;
  #waiting: (() => void)[] = [];
  /** Acknowledgements that were asked for and did not come. */
  readonly #unanswered = new Set<number>();
  #lastId = 0;
  /** What the answers were, by their numbers, until somebody takes them. */
  readonly answers = new Map<number, unknown>();
  /** The status of each HTTP response. */
  readonly statuses: number[] = [];
  /** All that came before it was a WebSocket, if ever; a byte each. */
  heard = '';
  /** The texts that came, acknowledgements left out. */
  readonly texts: string[] = [];
  /** The control frames that came: closes and pongs. */
  readonly controls: ServerFrame[] = [];
  /** Whether the server, or we, ended it. */
  ended = false;

  constructor(port: number) {
    this.#socket = connect({ port, host: '127.0.0.1' });
    this.#socket.setNoDelay(true);
    this.#socket.on('data', (bytes) => this.#take(bytes));
    // A reset is an end like every other.
    this.#socket.on('error', () => undefined);
    // The server ended its half: nothing more comes, and whatever waits has its answer.
    this.#socket.on('end', () => this.#finish());
    this.#socket.on('close', () => this.#finish());
  }

  /** How many requests were neither answered nor ended together with the connection. */
  get unanswered(): number {
    return this.ended ? 0 : this.#unanswered.size;
  }

  /** Sends bytes as they are. */
  write(bytes: Buffer | string): void {
    if (this.#socket.writable) this.#socket.write(bytes);
  }

  /** Whether what was written has left in time; not when the server takes no more, or has hung up. */
  sent(withinMs = 2_000): Promise<boolean> {
    if (this.#socket.writableLength === 0) return Promise.resolve(!this.#socket.destroyed);
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => resolve(false), withinMs);
    this.#socket.once('drain', () => resolve(true));
    this.#socket.once('close', () => resolve(false));
    return promise.finally(() => clearTimeout(timer));
  }

  /** Sends one text as a WebSocket frame. */
  say(text: string): void {
    this.write(frame(text));
  }

  /** The packet of an event that asks for an acknowledgement; its number is noted as unanswered. */
  request(event: string, payload: string): Buffer {
    this.#lastId += 1;
    this.#unanswered.add(this.#lastId);
    return frame(`42${this.#lastId}[${event},${payload}]`);
  }

  /** Sends a request and answers with its outcome, or null when the connection ended. */
  async ask(event: string, payload: unknown): Promise<unknown> {
    this.write(this.request(JSON.stringify(event), JSON.stringify(payload)));
    const id = this.#lastId;
    await this.until(`the answer to ${event}`, () => this.answers.has(id));
    const answer = this.answers.get(id) ?? null;
    this.answers.delete(id);
    return answer;
  }

  /** Becomes a WebSocket, as far as the greeting of Engine.IO; false when the server wants none. */
  async upgrade(path?: string): Promise<boolean> {
    this.write(upgradeHead(path));
    await this.until('the greeting', () => this.texts.length > 0 || this.statuses.some((status) => status !== 101));
    return !this.ended && this.texts.length > 0;
  }

  /** Signs in and waits for the welcome. */
  async signIn(token: string): Promise<boolean> {
    this.say(`40${JSON.stringify({ token, protocol: PROTOCOL, client: 'hostile' })}`);
    await this.until('the welcome', () => this.texts.some((text) => text.startsWith('42["welcomed"')));
    return !this.ended;
  }

  /** Resolves when `look` says so or the connection has ended; throws when neither happens. */
  until(what: string, look: () => boolean, withinMs = PATIENCE_MS): Promise<void> {
    if (this.ended || look()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`waited ${withinMs} ms in vain: ${what}`)), withinMs);
      const again = () => {
        if (!this.ended && !look()) {
          this.#waiting.push(again);
          return;
        }
        clearTimeout(timer);
        resolve();
      };
      this.#waiting.push(again);
    });
  }

  /** Resolves when everything that was asked is answered, or the connection has ended. */
  answered(withinMs?: number): Promise<void> {
    return this.until('answers', () => this.#unanswered.size === 0, withinMs);
  }

  /** Stops to read, or reads again: what the server sends stays with the server. */
  deaf(isDeaf: boolean): void {
    if (isDeaf) this.#socket.pause();
    else this.#socket.resume();
  }

  /** Sends no more, and reads on. */
  finish(): void {
    this.#socket.end();
  }

  /** Says goodbye as WebSockets do. */
  close(code = 1000): void {
    this.write(closeFrame(code));
  }

  /** Is gone, politely or not. */
  destroy(reset: boolean): void {
    if (reset) this.#socket.resetAndDestroy();
    else this.#socket.destroy();
    this.#finish();
  }

  #finish(): void {
    this.ended = true;
    this.#wake();
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const look of waiting) look();
  }

  #take(bytes: Buffer): void {
    if (!this.#isWebSocket) this.heard += bytes.toString('latin1');
    this.#unread = this.#unread.length === 0 ? bytes : Buffer.concat([this.#unread, bytes]);
    if (!this.#isWebSocket) this.#takeHeads();
    if (this.#isWebSocket) {
      const { frames, rest } = takeFrames(this.#unread);
      this.#unread = rest;
      for (const each of frames) this.#takeFrame(each);
    }
    this.#wake();
  }

  /** Bodies are passed over: what counts is that there was an answer. */
  #takeHeads(): void {
    for (;;) {
      const text = this.#unread.toString('latin1');
      const line = STATUS_LINE.exec(text);
      const end = line === null ? -1 : text.indexOf(END_OF_HEAD, line.index);
      if (line === null || end < 0) return;
      this.statuses.push(Number(line[1]));
      this.#unread = this.#unread.subarray(end + END_OF_HEAD.length);
      this.#isWebSocket = line[1] === '101';
      if (this.#isWebSocket) return;
    }
  }

  #takeFrame({ opcode, payload }: ServerFrame): void {
    if (opcode >= opcodes.close) {
      if (opcode === opcodes.ping) this.write(frame(payload, { opcode: opcodes.pong }));
      // Copied: a view would keep everything that came with it.
      else this.controls.push({ opcode, payload: Buffer.from(payload) });
      // The server says goodbye. What it does with the line, for as long as we do not answer, is its own affair.
      if (opcode === opcodes.close) this.#finish();
      return;
    }
    const text = payload.toString();
    const bracket = text.startsWith('43') ? text.indexOf('[') : -1;
    const id = bracket < 0 ? Number.NaN : Number(text.slice(2, bracket));
    if (text === '2') this.say('3');
    else if (this.#unanswered.delete(id)) this.#takeAnswer(id, text.slice(bracket));
    else this.texts.push(text);
  }

  #takeAnswer(id: number, text: string): void {
    const [outcome]: unknown[] = JSON.parse(text);
    this.answers.set(id, outcome);
  }
}
