/** Where the pieces of a WebSocket connection end: the heads of its upgrade, then one frame after the other. */

const HEAD_END = '\r\n\r\n';

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
  #upgraded = false;

  /** The whole pieces that are here now; what is left waits for more. */
  push(bytes: Buffer): { bytes: Buffer; frame: boolean }[] {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    const pieces: { bytes: Buffer; frame: boolean }[] = [];
    for (let length = this.#next(); length !== null; length = this.#next()) {
      pieces.push({ bytes: this.#rest.subarray(0, length), frame: this.#upgraded });
      this.#rest = this.#rest.subarray(length);
      this.#upgraded = true;
    }
    return pieces;
  }

  #next(): number | null {
    if (this.#upgraded) {
      const length = frameLength(this.#rest);
      return length !== null && length <= this.#rest.length ? length : null;
    }
    const end = this.#rest.indexOf(HEAD_END);
    return end < 0 ? null : end + HEAD_END.length;
  }
}
