/** Targets of webhooks: real HTTP receivers that do what the test says. */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A request as it came. */
interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** What a receiver does with a request; it may answer, or do something worse. */
export type Behaviour = (received: Received, response: ServerResponse, socket: Socket) => void;

export interface Receiver {
  url: string;
  port: number;
  /** What came, in order. */
  received: Received[];
  /** How many connections were opened. */
  connections(): number;
  behave: Behaviour;
  /** Refuses connections from now on. */
  vanish(): Promise<void>;
}

export const answer =
  (status: number, headers: Record<string, string> = {}): Behaviour =>
  (_, response) => {
    response.writeHead(status, headers).end();
  };

export async function startReceiver(behave: Behaviour = answer(204)): Promise<Receiver> {
  let connections = 0;
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      const received = { path: request.url ?? '', headers: request.headers, body };
      receiver.received.push(received);
      receiver.behave(received, response, request.socket);
    });
    request.on('error', () => undefined);
  });
  server.on('connection', (socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
  });
  const vanish = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  onTestFinished(vanish);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}`,
    port,
    received: [],
    connections: () => connections,
    behave,
    vanish,
  };
  return receiver;
}
