/** The bytes of HTTP upgrades and WebSocket frames, also of those that no client should send. */

/** The kinds of WebSocket frames (RFC 6455, 5.2). */
export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

export interface FrameOptions {
  opcode?: number;
  fin?: boolean;
  /** The three reserved bits, 0 to 7. */
  reserved?: number;
  /** Four bytes, or null for a frame without a mask, which a server has to refuse. */
  mask?: Buffer | null;
  /** The length that the frame says it has, when it is not the one it has. */
  announced?: number;
}

/** A mask that changes nothing: the frame is well formed, and making it costs nothing. */
const PLAIN_MASK = Buffer.alloc(4);

/** A WebSocket frame from a client. */
export function frame(payload: Buffer | string, options: FrameOptions = {}): Buffer {
  const { opcode = opcodes.text, fin = true, reserved = 0, mask = PLAIN_MASK } = options;
  const body = typeof payload === 'string' ? Buffer.from(payload) : payload;
  const { announced = body.length } = options;
  const extended = announced < 126 ? 0 : announced < 65_536 ? 2 : 8;
  const header = Buffer.alloc(2 + extended + (mask === null ? 0 : 4));
  header[0] = (fin ? 0x80 : 0) | (reserved << 4) | opcode;
  header[1] = (mask === null ? 0 : 0x80) | (extended === 0 ? announced : extended === 2 ? 126 : 127);
  if (extended === 2) header.writeUInt16BE(announced, 2);
  if (extended === 8) header.writeBigUInt64BE(BigInt(announced), 2);
  if (mask === null) return Buffer.concat([header, body]);
  mask.copy(header, 2 + extended);
  if (mask.readUInt32BE(0) === 0) return Buffer.concat([header, body]);
  return Buffer.concat([header, body.map((byte, index) => byte ^ (mask[index % 4] ?? 0))]);
}

/** A close frame with a code and a reason. */
export function closeFrame(code: number, reason: Buffer | string = ''): Buffer {
  const body = Buffer.concat([Buffer.alloc(2), Buffer.from(reason)]);
  body.writeUInt16BE(code, 0);
  return frame(body, { opcode: opcodes.close });
}

/** Where Socket.IO listens. */
export const SOCKET_PATH = '/socket.io/?EIO=4&transport=websocket';

/** The head of an HTTP request, ended by its empty line. */
export function requestHead(method: string, path: string, headers: readonly string[]): string {
  return `${method} ${path} HTTP/1.1\r\n${headers.map((header) => `${header}\r\n`).join('')}\r\n`;
}

const HANDSHAKE = [
  'Host: 127.0.0.1',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
];

/** The head of a request for a WebSocket, with more headers and, if asked for, without some of the usual ones. */
export function upgradeHead(path = SOCKET_PATH, more: readonly string[] = [], without: RegExp = /^$/): string {
  return requestHead('GET', path, [...HANDSHAKE.filter((header) => !without.test(header)), ...more]);
}

/** A frame that the server sent. */
export interface ServerFrame {
  opcode: number;
  payload: Buffer;
}

/** Takes the whole frames off the front of what arrived, and answers with them and with what is left. */
export function takeFrames(arrived: Buffer): { frames: ServerFrame[]; rest: Buffer } {
  const frames: ServerFrame[] = [];
  let at = 0;
  while (arrived.length - at >= 2) {
    const short = arrived.readUInt8(at + 1) & 0x7f;
    const head = short < 126 ? 2 : short === 126 ? 4 : 10;
    if (arrived.length - at < head) break;
    const length =
      short < 126 ? short : short === 126 ? arrived.readUInt16BE(at + 2) : Number(arrived.readBigUInt64BE(at + 2));
    if (arrived.length - at < head + length) break;
    frames.push({
      opcode: arrived.readUInt8(at) & 0x0f,
      payload: arrived.subarray(at + head, at + head + length),
    });
    at += head + length;
  }
  return { frames, rest: arrived.subarray(at) };
}
