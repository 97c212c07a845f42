/** Long work in slices: everyone else is served between two of them. */

/** How much text is worked on in one slice, in UTF-16 units: about a millisecond. */
const SLICE = 24 * 1024;

export class Slices {
  #text = 0;

  /** Whether the slice is full with so much more text: then it is time for a {@link turn}. */
  full(text: number): boolean {
    this.#text += text;
    return this.#text >= SLICE;
  }

  /** Lets others have their turn of the event loop; another slice begins. */
  async turn(): Promise<void> {
    this.#text = 0;
    await new Promise(setImmediate);
  }
}
