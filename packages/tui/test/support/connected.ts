/** Connections for tests: to a scripted server, closed when the test ends. */
import { createServer, connect as dial, type Socket } from 'node:net';
import { success } from '@tock/shared';
import { onTestFinished } from 'vitest';
import type { Connection, ListStore } from '../../src/client/client.ts';
import { type ConnectOptions, connect } from '../../src/client/connect.ts';

export const TOKEN = 'tock_test';

/** A connection to `url`, or to wherever it answers at the moment. */
export function connectTo(url: string | (() => string), options: Partial<ConnectOptions> = {}): Connection {
  const resolve = () =>
    Promise.resolve(success({ url: typeof url === 'string' ? url : url(), place: 'test', token: () => TOKEN }));
  const connection = connect({ resolve, client: 'tock/test', ...options });
  onTestFinished(() => connection.close());
  return connection;
}

/** Resolves when `fits` is true, looking after every change. */
export function when(source: Pick<ListStore | Connection, 'subscribe'>, fits: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!fits()) return;
      stop();
      resolve();
    };
    const stop = source.subscribe(look);
    look();
  });
}

/** A TCP proxy to a port that can become a black hole: connections stay open and nothing passes any more. */
export async function startProxy(
  port: number,
): Promise<{ url: string; hold(): void; release(): void; accepted(): number }> {
  const sockets = new Set<Socket>();
  let held = false;
  let accepted = 0;
  const server = createServer((near) => {
    accepted += 1;
    const far = dial(port, '127.0.0.1');
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('data', (data) => held || to.write(data));
      from.on('error', () => {});
      from.on('close', () => to.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  return {
    url,
    hold: () => {
      held = true;
    },
    release: () => {
      held = false;
    },
    accepted: () => accepted,
  };
}

/** A port on which nothing listens. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
