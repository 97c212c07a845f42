/**
 * Where the pieces of a connection end: the heads of an upgrade, then one WebSocket frame after the other. Of plain HTTP,
 * what follows the first head is taken as it comes.
 */

const HEAD_END = '\r\n\r\n';

/** A piece that passes whole or not at all: only a frame may be lost or repeated, for TCP loses nothing. */
export interface Piece {
  bytes: Buffer;
  kind: 'head' | 'frame' | 'plain';
}

/** How long the frame at the start of these bytes is, or null when too few of them are here to say. */
function frameLength(bytes: Buffer): number | null {
  if (bytes.length < 2) return null;
  const second = bytes.readUInt8(1);
  const mask = second >= 0x80 ? 4 : 0;
  const short = second & 0x7f;
  if (short < 126) return 2 + mask + short;
  const long = short === 126 ? 2 : 8;
  if (bytes.length < 2 + long) return null;
  return 2 + long + mask + (long === 2 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2)));
}

/** One direction of one connection. */
export class FrameSplitter {
  #rest = Buffer.alloc(0);
  #next: Piece['kind'] = 'head';

  /** The whole pieces that are here now; what is left waits for more. */
  push(bytes: Buffer): Piece[] {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    const pieces: Piece[] = [];
    for (let length = this.#length(); length !== null; length = this.#length()) {
      const piece = { bytes: this.#rest.subarray(0, length), kind: this.#next };
      pieces.push(piece);
      this.#rest = this.#rest.subarray(length);
      if (piece.kind === 'head') this.#next = /\r\nupgrade: *websocket/i.test(String(piece.bytes)) ? 'frame' : 'plain';
    }
    return pieces;
  }

  #length(): number | null {
    switch (this.#next) {
      case 'head': {
        const end = this.#rest.indexOf(HEAD_END);
        return end < 0 ? null : end + HEAD_END.length;
      }
      case 'frame': {
        const length = frameLength(this.#rest);
        return length !== null && length <= this.#rest.length ? length : null;
      }
      case 'plain':
        return this.#rest.length === 0 ? null : this.#rest.length;
    }
  }
}
