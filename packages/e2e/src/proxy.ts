/** A network that fails on demand: a loopback proxy that cuts, holds, swallows or slows what passes. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { Sandbox } from './sandbox.ts';

/**
 * `pass`: as a network should; `hold`: nothing moves, nothing is lost; `swallow`: everything is taken and nothing
 * arrives (a black hole: no end, no reset); `refuse`: who connects is cut off at once.
 */
type Mode = 'pass' | 'hold' | 'swallow' | 'refuse';

export interface Proxy {
  readonly url: string;
  /** From now on, for connections old and new. */
  set(mode: Mode): void;
  /** At most so many bytes a second in each direction of each connection. */
  throttle(bytesPerSecond: number): void;
  /** Ends every connection with a reset; new ones are served. */
  cut(): void;
  /** Swallows the next so many pieces that the server sends, then passes again. */
  drop(pieces: number): void;
  /**
   * Swallows whatever the server sends after a piece with this text, on the connection that carried it. Resolves when
   * the first connection went deaf.
   */
  swallowAfter(text: string): Promise<void>;
  /** Connections that are open now. */
  readonly connections: number;
}

export async function openProxy(sandbox: Sandbox, target: { port: number }): Promise<Proxy> {
  let mode: Mode = 'pass';
  let rate = Number.POSITIVE_INFINITY;
  let toDrop = 0;
  let lastText: string | null = null;
  let deafened = Promise.withResolvers<void>();
  const sockets = new Set<Socket>();

  function pump(from: Socket, to: Socket, fromServer: boolean): void {
    let deaf = false;
    from.on('data', (bytes) => {
      if (mode === 'swallow' || deaf) return;
      deaf = fromServer && lastText !== null && bytes.includes(lastText);
      if (deaf) deafened.resolve();
      if (fromServer && toDrop > 0) {
        toDrop -= 1;
        return;
      }
      to.write(bytes);
      if (rate === Number.POSITIVE_INFINITY) return;
      from.pause();
      setTimeout(() => mode !== 'hold' && from.resume(), (bytes.length / rate) * 1_000);
    });
    from.on('error', () => undefined);
    from.on('close', () => {
      sockets.delete(from);
      if (mode !== 'swallow') to.destroy();
    });
  }

  const server = createServer((near) => {
    near.on('error', () => undefined);
    if (mode === 'refuse') {
      near.resetAndDestroy();
      return;
    }
    const far = connect(target.port, '127.0.0.1');
    sockets.add(near).add(far);
    pump(near, far, false);
    pump(far, near, true);
    if (mode === 'hold') for (const socket of [near, far]) socket.pause();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => {
    for (const socket of sockets) socket.resetAndDestroy();
    sockets.clear();
  };
  sandbox.atEnd(() => {
    cut();
    server.close();
  });
  const address = server.address();
  const { port } = address as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    set(next) {
      mode = next;
      for (const socket of sockets) {
        if (next === 'hold') socket.pause();
        else socket.resume();
      }
    },
    throttle(bytesPerSecond) {
      rate = bytesPerSecond;
    },
    cut,
    drop(pieces) {
      toDrop = pieces;
    },
    swallowAfter(text) {
      lastText = text;
      deafened = Promise.withResolvers();
      return deafened.promise;
    },
    get connections() {
      return sockets.size / 2;
    },
  };
}
