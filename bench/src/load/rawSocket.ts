/** A WebSocket that costs next to nothing: frames are made beforehand, and what comes is looked at where it lies. */
import { connect } from 'node:net';

/** What is told of a connection. A payload lies in `bytes` from `from` up to `to`, and only until the call returns. */
export interface Frames {
  frame(bytes: Buffer, from: number, to: number): void;
  /** Everything that came in one go has been told. */
  read?(): unknown;
}

export interface RawSocket {
  /** Whole frames, one or many. */
  write(frames: Uint8Array): void;
  /** Rejects when the server does not take it. */
  readonly opened: Promise<void>;
  readonly closed: Promise<void>;
  end(): void;
}

const TEXT = 1;
const BINARY = 2;
const CLOSE = 8;
const PING = 9;
const PONG = 10;

/** One for all sockets: each read is looked at before the next one is made. */
const reading = Buffer.allocUnsafe(256 * 1024);

/** A frame as a client sends it: masked, as it must be, with zeros, which leave the payload as it is. */
function frameOf(opcode: number, payload: Uint8Array): Buffer {
  const { length } = payload;
  const extended = length < 126 ? 0 : length < 65_536 ? 2 : 8;
  const frame = Buffer.alloc(2 + extended + 4 + length);
  frame.writeUInt8(0x80 | opcode, 0);
  frame.writeUInt8(0x80 | (extended === 0 ? length : extended === 2 ? 126 : 127), 1);
  if (extended === 2) frame.writeUInt16BE(length, 2);
  if (extended === 8) frame.writeBigUInt64BE(BigInt(length), 2);
  frame.set(payload, 2 + extended + 4);
  return frame;
}

export const textFrame = (text: string) => frameOf(TEXT, Buffer.from(text));
export const binaryFrame = (payload: Uint8Array) => frameOf(BINARY, payload);

/** Opens a WebSocket. */
export function openRawSocket(url: URL, frames: Frames): RawSocket {
  const { promise: opened, resolve, reject } = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<void>();
  let upgraded = false;
  let rest: Buffer | null = null;
  const socket = connect({
    host: url.hostname,
    port: Number(url.port),
    noDelay: true,
    onread: {
      buffer: reading,
      callback: (length) => {
        take(length);
        return true;
      },
    },
  });
  const raw: RawSocket = {
    write: (bytes) => void socket.write(bytes),
    opened,
    closed: closed.promise,
    end: () => void socket.destroy(),
  };

  /** Tells what is whole, and keeps what is not. */
  function take(length: number): void {
    let bytes: Buffer = reading;
    let end = length;
    if (rest !== null) {
      bytes = Buffer.concat([rest, reading.subarray(0, length)]);
      end = bytes.length;
      rest = null;
    }
    let from = upgraded ? 0 : upgrade(bytes, end);
    if (upgraded) {
      from = tell(bytes, from, end);
      frames.read?.();
    }
    if (from < end) rest = Buffer.from(bytes.subarray(from, end));
  }

  /** Reads the answer to the upgrade, once it is whole, and answers where it ends. */
  function upgrade(bytes: Buffer, end: number): number {
    const head = bytes.subarray(0, end).indexOf('\r\n\r\n');
    if (head < 0) return 0;
    const [status = ''] = bytes.toString('latin1', 0, head).split('\r\n');
    if (status.startsWith('HTTP/1.1 101')) {
      upgraded = true;
      resolve();
    } else {
      reject(new Error(`not taken: ${status}`));
      socket.destroy();
    }
    return head + 4;
  }

  /** Tells the whole frames, and answers where the first one begins that is not. */
  function tell(bytes: Buffer, begin: number, end: number): number {
    let from = begin;
    while (end - from >= 2) {
      const opcode = (bytes[from] ?? 0) & 0x0f;
      let length = (bytes[from + 1] ?? 0) & 0x7f;
      let payload = from + 2;
      if (length === 126) {
        if (end - from < 4) break;
        length = bytes.readUInt16BE(payload);
        payload += 2;
      } else if (length === 127) {
        if (end - from < 10) break;
        length = Number(bytes.readBigUInt64BE(payload));
        payload += 8;
      }
      if (end - payload < length) break;
      if (opcode === TEXT || opcode === BINARY) frames.frame(bytes, payload, payload + length);
      else if (opcode === PING) socket.write(frameOf(PONG, bytes.subarray(payload, payload + length)));
      else if (opcode === CLOSE) socket.destroy();
      from = payload + length;
    }
    return from;
  }

  socket.on('connect', () => {
    const lines = [
      `GET ${url.pathname}${url.search} HTTP/1.1`,
      `Host: ${url.host}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    ];
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  });
  socket.on('error', reject);
  socket.on('close', () => {
    reject(new Error('the connection ended before it was open'));
    closed.resolve();
  });
  return raw;
}
