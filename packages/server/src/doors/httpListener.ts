/** The listener of HTTP, with or without TLS: what is bounded before any route is met, and how it comes to its end. */
import { createServer as createHttpServer, type Server as HttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer, type Server as HttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { secureOptions, type TlsPair } from '../tlsFiles.ts';
import { MOST_HEADERS, refuseExpectation, refuseUnreadable } from './http.ts';
import { type HttpLimitsDependencies, limitConnections, limitRequestsAtOnce, serverOptions } from './httpLimits.ts';

export class HttpListener {
  readonly server: HttpServer;
  readonly #https: HttpsServer | null;
  readonly #log: HttpLimitsDependencies['log'];
  readonly #sockets = new Set<Socket>();
  #tls: TlsPair | null;

  constructor(door: RequestListener, tls: TlsPair | null, limits: HttpLimitsDependencies) {
    const options = serverOptions(limits.patience);
    const listener = limitRequestsAtOnce(door, limits);
    this.#log = limits.log;
    this.#tls = tls;
    this.#https = tls === null ? null : createHttpsServer({ ...options, ...secureOptions(tls) }, listener);
    this.server = this.#https ?? createHttpServer(options, listener);
    limitConnections(this.server, limits);
    this.server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    this.server.maxHeadersCount = MOST_HEADERS;
    this.server.on('clientError', refuseUnreadable);
    this.server.on('checkExpectation', refuseExpectation);
  }

  /** The certificate that is served, and its key. */
  get tls(): TlsPair | null {
    return this.#tls;
  }

  /** Serves another pair from now on; connections that there are stay as they are. */
  renew(pair: TlsPair): void {
    this.#tls = pair;
    this.#https?.setSecureContext(secureOptions(pair));
  }

  /** Starts to listen; answers with the URL. Rejects when the port is taken. */
  listen(host: string, port: number): Promise<string> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, host, () => {
        this.server.off('error', reject);
        this.server.on('error', (error) => this.#log.error({ error }, 'the listener failed'));
        const { address, port: actual, family } = this.server.address() as AddressInfo;
        const name = family === 'IPv6' ? `[${address}]` : address;
        resolve(`${this.#https === null ? 'http' : 'https'}://${name}:${actual}`);
      });
    });
  }

  /** Takes no more connections. */
  stop(): void {
    this.server.close();
  }

  /** Resolves when everything that was written has left, or after `withinMs`. */
  async written(withinMs: number): Promise<void> {
    const deadline = Date.now() + withinMs;
    const waiting = () => [...this.#sockets].some(({ writableLength, destroyed }) => writableLength > 0 && !destroyed);
    // An answer that was made just now is written in this turn.
    do await setTimeout(5);
    while (waiting() && Date.now() < deadline);
  }

  /** Cuts every connection that is left. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}
