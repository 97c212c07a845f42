/** Requests that are encoded once: of each further one only a few digits differ, at known places. */
import { textFrame } from './rawSocket.ts';

/** What differs: the number of the packet, the serial number of the request, the id of the list. */
type Slot = 'packet' | 'serial' | 'list';

/** Numbers have nine digits, ids of lists twelve letters. */
const BLANKS: Record<Slot, string> = { packet: '000000000', serial: '000000000', list: 'bbbbbbbbbbbb' };
const DIGITS = 9;
/** Packets of a load begin here: nine digits, and none of them a zero in front. */
export const FIRST_PACKET = 100_000_000;

export class Template {
  readonly #frame: Buffer;
  readonly #places: { slot: Slot; at: number }[] = [];

  /** Text and what differs, in turns. All of it is ASCII. */
  constructor(parts: readonly (string | { slot: Slot })[]) {
    const texts = parts.map((part) => (typeof part === 'string' ? part : BLANKS[part.slot]));
    const text = texts.join('');
    this.#frame = textFrame(text);
    let at = this.#frame.length - text.length;
    parts.forEach((part, index) => {
      if (typeof part !== 'string') this.#places.push({ slot: part.slot, at });
      at += texts[index]?.length ?? 0;
    });
  }

  /** So many frames, one behind the other, the first with this packet and serial number; lists take turns. */
  frames(count: number, packet: number, serial: number, lists: readonly string[]): Buffer {
    const { length } = this.#frame;
    const frames = Buffer.allocUnsafe(length * count);
    for (let index = 0; index < count; index += 1) {
      const begin = index * length;
      frames.set(this.#frame, begin);
      for (const { slot, at } of this.#places) {
        if (slot === 'list') frames.write(lists[(serial + index) % lists.length] ?? '', begin + at, 'latin1');
        else writeNumber(frames, begin + at, (slot === 'packet' ? packet : serial) + index);
      }
    }
    return frames;
  }
}

function writeNumber(bytes: Buffer, at: number, value: number): void {
  let rest = value;
  for (let place = at + DIGITS - 1; place >= at; place -= 1) {
    bytes[place] = 0x30 + (rest % 10);
    rest = Math.floor(rest / 10);
  }
}
