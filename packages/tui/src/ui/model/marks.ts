/** Which rows somebody else has just changed: an initial in the margin that fades by itself. */

/** A row that somebody else changed. */
export interface Mark {
  readonly by: string;
  /** Milliseconds of the screen's clock. */
  readonly at: number;
}

/** How long a mark is there, and how long it is bold first, in milliseconds. */
const SHOWN = 5_000;
const BOLD = 600;
/** More marks than fit on a screen are never seen. */
const MOST = 500;

/** The marks of a list. Without `motion` they never change by themselves: they go with the next thing that happens. */
export class Marks {
  readonly #motion: boolean;
  readonly #marks = new Map<string, Mark>();

  constructor(motion: boolean) {
    this.#motion = motion;
  }

  put(id: string, mark: Mark): void {
    this.#marks.delete(id);
    this.#marks.set(id, mark);
    if (this.#marks.size > MOST) for (const oldest of this.#marks.keys().take(1)) this.#marks.delete(oldest);
  }

  clear(): void {
    this.#marks.clear();
  }

  /** The mark of a row at a moment, and whether it is still bold. */
  of(id: string, now: number): { by: string; bold: boolean } | null {
    const mark = this.#marks.get(id);
    if (mark === undefined || now - mark.at >= SHOWN) return null;
    return { by: mark.by, bold: this.#motion && now - mark.at < BOLD };
  }

  /** Forgets what has faded and says when the next one fades; null when nothing changes by itself. */
  settle(now: number): number | null {
    let next: number | null = null;
    for (const [id, { at }] of this.#marks) {
      if (now - at >= SHOWN) this.#marks.delete(id);
      else next = Math.min(next ?? Number.POSITIVE_INFINITY, at + (now - at < BOLD ? BOLD : SHOWN));
    }
    return this.#motion ? next : null;
  }
}
