/** A network that fails on demand: a loopback proxy that cuts, holds, swallows, slows, loses or repeats what passes. */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { Lane, type Weather } from './proxyLane.ts';
import type { Sandbox } from './sandbox.ts';

/**
 * `pass`: as a network should; `hold`: nothing moves, nothing is lost; `swallow`: everything is taken and nothing
 * arrives (a black hole: no end, no reset; a connection that was in one stays deaf); `deafen`: a black hole on the way
 * from the server alone; `refuse`: who connects is cut off at once.
 */
type Mode = 'pass' | 'hold' | 'swallow' | 'deafen' | 'refuse';

export interface LoopbackProxy {
  readonly url: string;
  /** From now on, for connections old and new. */
  set(mode: Mode): void;
  /** At most so many bytes a second in each direction of each connection. */
  throttle(bytesPerSecond: number): void;
  /** Everything takes so many milliseconds more. */
  delay(milliseconds: number): void;
  /** Whatever was asked of it is over: everything passes, as fast as it can. What was held arrives. */
  mend(): void;
  /** Ends every connection with a reset; new ones are served. */
  cut(): void;
  /** Ends every connection with a reset in the middle of the next frame, or piece of an answer, that the server sends. */
  cutWithin(): void;
  /** Loses the next so many whole frames that the server sends, then passes again. */
  drop(frames: number): void;
  /** Sends the next so many whole frames of the server twice. */
  repeat(frames: number): void;
  /**
   * Swallows whatever the server sends after a frame with this text, on the connection that carried it. Resolves when
   * the first connection went deaf.
   */
  swallowAfter(text: string): Promise<void>;
  /** Connections that are open now. */
  readonly connections: number;
}

/** A connection: from the client to here, from here to the server, and what passes up and down. */
interface Pair {
  near: Socket;
  far: Socket;
  lanes: [Lane, Lane];
}

export async function openProxy(sandbox: Sandbox, target: { port: number }): Promise<LoopbackProxy> {
  let mode: Mode = 'pass';
  let lastText: string | null = null;
  let deafened = Promise.withResolvers<void>();
  const counts = { drop: 0, repeat: 0, cutWithin: 0 };
  const weather: Weather = { bytesPerSecond: Number.POSITIVE_INFINITY, delayMs: 0, held: false };
  const pairs = new Set<Pair>();
  const takes = (name: keyof typeof counts) => {
    if (counts[name] === 0) return false;
    counts[name] -= 1;
    return true;
  };

  function reset(pair: Pair): void {
    pairs.delete(pair);
    for (const lane of pair.lanes) lane.close();
    pair.near.resetAndDestroy();
    pair.far.resetAndDestroy();
  }

  function openPair(near: Socket): void {
    const far = connect(target.port, '127.0.0.1');
    const up = new Lane(near, far, weather, () => 'pass');
    const down = new Lane(far, near, weather, ({ bytes, kind }) => {
      const last = lastText !== null && bytes.includes(lastText);
      if (last) deafened.resolve();
      if (last) return 'last';
      if (kind === 'frame' && takes('drop')) return 'drop';
      if (kind === 'frame' && takes('repeat')) return 'repeat';
      return counts.cutWithin > 0 ? 'half' : 'pass';
    });
    const pair: Pair = { near, far, lanes: [up, down] };
    down.onHalf = () => {
      counts.cutWithin = 0;
      reset(pair);
    };
    for (const socket of [near, far]) {
      socket.on('error', () => undefined);
      socket.on('close', () => near.destroyed && far.destroyed && pairs.delete(pair));
    }
    pairs.add(pair);
    if (mode === 'swallow' || mode === 'deafen') down.deaf = true;
    if (mode === 'swallow') up.deaf = true;
  }

  const server = createServer((near) => {
    near.on('error', () => undefined);
    if (mode === 'refuse') near.resetAndDestroy();
    else openPair(near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => {
    for (const pair of pairs) reset(pair);
  };
  sandbox.atEnd(() => {
    cut();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  const set = (next: Mode) => {
    mode = next;
    weather.held = next === 'hold';
    for (const { lanes } of pairs) {
      const [up, down] = lanes;
      if (next === 'swallow' || next === 'deafen') down.deaf = true;
      if (next === 'swallow') up.deaf = true;
      for (const lane of lanes) lane.goOn();
    }
  };
  return {
    url: `http://127.0.0.1:${address.port}`,
    set,
    mend() {
      Object.assign(counts, { drop: 0, repeat: 0, cutWithin: 0 });
      Object.assign(weather, { bytesPerSecond: Number.POSITIVE_INFINITY, delayMs: 0 });
      set('pass');
    },
    throttle(bytesPerSecond) {
      weather.bytesPerSecond = bytesPerSecond;
    },
    delay(milliseconds) {
      weather.delayMs = milliseconds;
    },
    cut,
    cutWithin() {
      counts.cutWithin = 1;
    },
    drop(frames) {
      counts.drop = frames;
    },
    repeat(frames) {
      counts.repeat = frames;
    },
    swallowAfter(text) {
      lastText = text;
      deafened = Promise.withResolvers();
      return deafened.promise;
    },
    get connections() {
      return pairs.size;
    },
  };
}
