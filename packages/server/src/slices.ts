/** Long work in slices: everyone else is served between two of them. */

/** How much text is worked on in one slice, in UTF-16 units: a few milliseconds. */
const SLICE = 64 * 1024;

export class Slices {
  #text = 0;

  /** So much text was worked on. Resolves at once, or a turn of the event loop later when that makes a slice. */
  async pause(text: number): Promise<void> {
    this.#text += text;
    if (this.#text < SLICE) return;
    this.#text = 0;
    await new Promise(setImmediate);
  }
}
