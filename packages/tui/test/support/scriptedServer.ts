/** A real Socket.IO server that speaks the contract, remembers what it heard, and misbehaves where a test says so. */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { failure, PROTOCOL, type Problem, type Receipt, requestSchemas, success } from '@tock/shared';
import { Server, type Socket } from 'socket.io';
import { onTestFinished } from 'vitest';
import { ScriptedList } from './scriptedList.ts';

/** Handles one event. What it answers goes out as it is, so that it may be nonsense. */
export type Handler = (request: unknown, answer: (value: unknown) => void, socket: Socket) => void;

export class ScriptedServer {
  readonly http = createServer((request, response) => this.plain(request, response));
  readonly io = new Server(this.http, { transports: ['websocket'], serveClient: false });
  /** Everything that was asked, in order, over all connections. */
  readonly received: { event: string; request: unknown }[] = [];
  /** What each connection said in its handshake, refused ones too. */
  readonly handshakes: unknown[] = [];
  readonly lists = new Map<string, ScriptedList>();
  readonly inbox = this.list('inbox');
  epoch = 'epoch1';
  /** When set, connections are refused with it. */
  refusal: Problem | null = null;
  /** What is said first; null says nothing. */
  welcome: unknown = {
    version: '9.9.9',
    protocol: PROTOCOL,
    epoch: 'epoch1',
    durability: 'memory',
    person: 'ana',
    device: 'd',
  };
  /** Handlers that replace the well-behaved ones. */
  readonly script = new Map<string, Handler>();
  /** What plain HTTP is answered. */
  plain: RequestListener = (_request, response) => response.writeHead(404).end();
  readonly #receipts = new Map<string, Receipt>();

  constructor() {
    this.io.use((socket, next) => {
      this.handshakes.push(socket.handshake.auth);
      next(this.refusal === null ? undefined : Object.assign(new Error('refused'), { data: this.refusal }));
    });
    this.io.on('connection', (socket) => this.#connected(socket));
  }

  list(name: string): ScriptedList {
    const list = new ScriptedList(name);
    this.lists.set(list.id, list);
    return list;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }
  get port(): number {
    const address: AddressInfo | string | null = this.http.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  /** The requests of one event. */
  asked(event: string): unknown[] {
    return this.received.filter((each) => each.event === event).map((each) => each.request);
  }

  /** Emits to everyone. */
  tell(event: string, fact: unknown): void {
    this.io.emit(event, fact);
  }

  /** Stores a todo and tells everyone, as a server does. */
  add(title: string): void {
    this.tell('committed', this.inbox.addTitle(title));
  }

  /** Drops every connection as a crash would. */
  cut(): void {
    for (const socket of this.io.sockets.sockets.values()) socket.conn.close();
  }

  async listen(port = 0): Promise<this> {
    await new Promise<void>((resolve) => this.http.listen(port, '127.0.0.1', resolve));
    return this;
  }

  async close(): Promise<void> {
    await this.io.close();
    this.http.closeAllConnections();
  }

  /** Opens a list as the contract says: the answer, then its pages. */
  readonly open: Handler = (request, answer, socket) => {
    const { list: name, since, follow } = requestSchemas['list:open'].parse(request);
    const list = [...this.lists.values()].find((each) => each.id === name || each.name === name);
    if (list === undefined) return answer(failure('not_found', `there is no list ${name}`));
    if (since !== undefined && (since.epoch !== this.epoch || since.rev > list.state.rev)) {
      return answer(failure('server_behind', 'the server is behind'));
    }
    if (since?.h !== undefined && since.h !== list.chainAt(since.rev)) {
      return answer(failure('server_behind', 'the server is behind'));
    }
    const { opened, pages } = list.open(this.epoch, since?.rev);
    if (follow) void socket.join(list.id);
    answer(success(opened));
    for (const page of pages) socket.emit('list:paged', page);
  };

  readonly #add: Handler = (request, answer) => {
    const { op, todos } = requestSchemas['todo:add'].parse(request);
    let receipt = this.#receipts.get(op);
    if (receipt === undefined) {
      this.tell('committed', this.inbox.add(op, todos));
      receipt = this.inbox.receipt(op, this.epoch);
      this.#receipts.set(op, receipt);
    }
    answer(success(receipt));
  };

  /** The well-behaved `todo:add`: an op is stored once (R7). */
  get storing(): Handler {
    return this.#add;
  }

  #connected(socket: Socket): void {
    const handlers = new Map<string, Handler>([
      ['list:open', this.open],
      ['todo:add', this.#add],
      ['lists:read', (_request, answer) => answer(success([]))],
      ['list:close', (_request, answer) => answer(success(null))],
    ]);
    socket.onAny((event: string, request: unknown, answer: (value: unknown) => void) => {
      this.received.push({ event, request });
      (this.script.get(event) ?? handlers.get(event))?.(request, answer, socket);
    });
    if (this.welcome !== null) socket.emit('welcomed', this.welcome);
  }
}

/** A scripted server on a free port, closed when the test ends. */
export async function startServer(): Promise<ScriptedServer> {
  const server = await new ScriptedServer().listen();
  onTestFinished(() => server.close());
  return server;
}
