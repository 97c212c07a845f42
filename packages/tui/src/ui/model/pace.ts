/** When the screen is drawn: at once for a key, once a frame for what comes by itself, and when time alone changes it. */

/** What happens within this time is drawn in one frame, in milliseconds. */
const FRAME = 16;

/** The one clock of the screen. */
export class Pace {
  readonly #draw: () => void;
  #frame: NodeJS.Timeout | null = null;
  #alarm: NodeJS.Timeout | null = null;
  #drawnAt = 0;

  constructor(draw: () => void) {
    this.#draw = draw;
  }

  /** Something changed that nobody pressed: it is drawn with everything else of the same frame. */
  invalidate(): void {
    if (this.#frame !== null) return;
    const wait = Math.max(0, this.#drawnAt + FRAME - performance.now());
    this.#frame = setTimeout(this.#draw, wait);
  }

  /** A drawing begins: it has in it whatever was to be drawn. */
  begin(): void {
    if (this.#frame !== null) clearTimeout(this.#frame);
    this.#frame = null;
    this.#drawnAt = performance.now();
  }

  /** Draws again when so many milliseconds are over, unless something is drawn before. */
  wake(after: number): void {
    if (this.#alarm !== null) clearTimeout(this.#alarm);
    this.#alarm = setTimeout(() => this.invalidate(), Math.max(FRAME, after));
  }

  close(): void {
    if (this.#frame !== null) clearTimeout(this.#frame);
    if (this.#alarm !== null) clearTimeout(this.#alarm);
  }
}
