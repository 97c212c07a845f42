/** What others did to the rows that are shown while the connection was lost: counted when it is back. */
import type { CatchUp } from '../../client/client.ts';
import type { ListView } from '../view/listView.ts';

/** How many rows came, changed and went. */
export interface Counts {
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
}

/** What a list missed. */
export class Missed {
  /** The todos that others touched, and whether they were rows before. */
  readonly #touched = new Map<string, boolean>();
  #catchUp: CatchUp | null = null;
  #counts: Counts = { added: 0, changed: 0, removed: 0 };

  get counts(): Counts {
    return this.#counts;
  }

  /** Somebody else, or another program, changed a todo. */
  touched(id: string, shown: boolean): void {
    if (!this.#touched.has(id)) this.#touched.set(id, shown);
  }

  /** The list is as the server has it. Where that ends an absence, what came in it is counted. */
  caughtUp(catchUp: CatchUp | null, view: ListView): void {
    if (catchUp !== null && catchUp !== this.#catchUp) this.#counts = catchUp.anew ? catchUp : this.#count(view);
    this.#catchUp = catchUp;
    this.#touched.clear();
  }

  #count(view: ListView): Counts {
    const counts = { added: 0, changed: 0, removed: 0 };
    for (const [id, was] of this.#touched) {
      const is = view.get(id) !== undefined;
      if (is && !was) counts.added += 1;
      else if (was && !is) counts.removed += 1;
      else if (was && is) counts.changed += 1;
    }
    return counts;
  }
}
