/** A receiver of webhooks that believes nothing which its library does not verify, and that drops what it has already. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Webhook } from 'standardwebhooks';

/** A delivery that was accepted. */
export interface Accepted {
  id: string;
  list: string;
  epoch: string;
  rev: number;
  h: string;
  cursor: string;
  changes: { type: string; title: string }[];
}

/** What a receiver does with a delivery: takes it or not, and answers, or does something worse. */
export interface Behaviour {
  name: string;
  takes: boolean;
  answer(response: ServerResponse, socket: Socket): void;
}

export const well: Behaviour = { name: 'well', takes: true, answer: (response) => void response.writeHead(200).end() };

export class Receiver {
  /** What came and was taken, each once, in the order in which it came first. */
  readonly accepted: Accepted[] = [];
  /** What must not be: a signature that does not fit, another body under the same id. */
  readonly violations: string[] = [];
  readonly counts: Record<string, number> = {};
  secret = '';
  /** Chooses what becomes of each request. */
  choose: () => Behaviour = () => well;
  #port = 0;
  #server: Server | null = null;
  readonly #sockets = new Set<Socket>();
  readonly #bodies = new Map<string, string>();

  get url(): string {
    return `http://127.0.0.1:${this.#port}/hook`;
  }

  /** Listens; from the second time on, where it did before. */
  async open(): Promise<void> {
    const server = createServer((request, response) => void this.#receive(request, response));
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, '127.0.0.1', resolve);
    });
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  /** Refuses connections, and cuts those that there are. */
  async vanish(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server === null) return;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk);
    } catch {
      // The sender was killed in the middle of it.
      this.#count('cut');
      return;
    }
    const body = Buffer.concat(chunks).toString();
    const { name, takes, answer } = this.choose();
    this.#count(name);
    const headers = Object.fromEntries(Object.entries(request.headers).map(([key, value]) => [key, String(value)]));
    try {
      new Webhook(this.secret).verify(body, headers);
    } catch (error) {
      this.violations.push(`a delivery cannot be verified: ${error}`);
    }
    this.#check(headers['webhook-id'] ?? '', body, takes);
    answer(response, request.socket);
  }

  #check(id: string, body: string, takes: boolean): void {
    const before = this.#bodies.get(id);
    if (before !== undefined && before !== body) this.violations.push(`${id} came with another body`);
    this.#bodies.set(id, body);
    if (!takes) return;
    if (this.accepted.some((accepted) => accepted.id === id)) this.#count('repeats');
    else this.accepted.push({ id, ...JSON.parse(body) });
  }

  #count(name: string): void {
    this.counts[name] = (this.counts[name] ?? 0) + 1;
  }
}
