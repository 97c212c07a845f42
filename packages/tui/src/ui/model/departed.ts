/** The todo that was under the cursor and went away: for a while a key still means it, never its neighbour. */
import type { Todo } from '@tock/shared';

/** How long a hand that is on its way to a key takes to stop, in milliseconds. */
const REACTION = 500;

/** The todo that went away from under the cursor, if one did. */
export class Departed {
  #todo: Todo | null = null;
  #byOthers = false;
  #at = 0;
  #painted = false;

  /** It went away: taken by somebody else, or by what the person did here. */
  left(todo: Todo, byOthers: boolean, now: number): void {
    // Nobody saw what was under the cursor between two frames.
    if (this.#todo === null || this.#painted) this.#todo = todo;
    this.#byOthers = byOthers;
    this.#at = now;
    this.#painted = false;
  }

  /** A frame without it was drawn. What the person did away with themselves surprises nobody. */
  painted(): void {
    this.#painted = true;
    if (!this.#byOthers) this.#todo = null;
  }

  /** The person moved the cursor: what is under it is what they mean. */
  moved(): void {
    this.#todo = null;
  }

  /** The todo that a key means at a moment in place of the one under the cursor; null: none. */
  meant(now: number): Todo | null {
    if (this.#painted && now - this.#at >= REACTION) this.#todo = null;
    return this.#todo;
  }
}
