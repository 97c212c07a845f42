/** Opening a list: where it stands, and what the reader lacks, in pages (R4, R5). */
import { type Cursor, failure, type Opened, type Outcome, type Page, type RequestOf, success } from '@tock/shared';
import { type Caller, describeList, permit, resolveList } from '../identity/permissions.ts';
import { SharedReads } from '../journal/sharedReads.ts';
import type { TodoLedger } from '../ledgers.ts';
import type { ControllerDependencies } from './controllers.ts';

/** An opened list: the answer, and its pages, made one at a time as the reader takes them. */
export interface Opening {
  opened: Opened;
  pages: AsyncIterable<Page>;
}

export class OpeningController {
  readonly #dependencies: ControllerDependencies;
  readonly #shared: SharedReads;

  constructor(dependencies: ControllerDependencies) {
    this.#dependencies = dependencies;
    this.#shared = new SharedReads(dependencies.journal);
  }

  /**
   * Opens a list. `join` is called in the list's own queue, in the turn in which the answer is made: no commit falls
   * between the two (R5).
   */
  async open(
    who: Caller,
    { list: reference, follow, since }: RequestOf<'list:open'>,
    join: (list: string) => void,
  ): Promise<Outcome<Opening>> {
    const { directory, ledgers, epoch } = this.#dependencies;
    const list = resolveList(directory.state, who, 'read', reference);
    if (!list.ok) return list;
    const { id } = list.value;
    // Until the answer is made and the reader has joined, the ledger stays: no second one could tell of commits it missed.
    return ledgers.use(id, async (ledger) => {
      const problem = since === undefined ? null : await this.#problemWith(since, ledger, id);
      if (problem !== null) return problem;
      return ledger.turn((state): Outcome<Opening> => {
        const still = permit(directory.state, who, 'read', id);
        if (!still.ok) return still;
        if (follow) join(id);
        const { rev, h, count, lastPosition } = state;
        const { keptFrom } = ledger;
        // A reader that was away longer than history is kept gets the list as it stands: `content` says so.
        const cursor = since === undefined || !continues(since, keptFrom) ? null : since;
        const opened: Opened = {
          list: describeList(still.value, who),
          epoch,
          rev,
          h,
          content: cursor === null ? 'todos' : 'commits',
          count,
          lastPosition,
          keptFrom,
        };
        const texts =
          cursor === null ? todoTexts(state.blocks.freeze()) : this.#shared.commitTexts(id, cursor.rev, rev);
        return success({ opened, pages: numbered(id, rev, texts) });
      });
    });
  }

  /** Why the list cannot be continued from a cursor, or null. */
  async #problemWith({ epoch, rev, h }: Cursor, ledger: TodoLedger, list: string): Promise<Outcome<never> | null> {
    if (epoch !== this.#dependencies.epoch)
      return behind('the server has another history than the one you saw: it was restored or replaced');
    // On a shared store another server may be ahead of this one. Else nobody saw a revision that was never emitted.
    if (rev > ledger.head.rev) await ledger.refresh();
    const known = rev > ledger.head.rev ? null : await this.#shared.chainAt(list, rev);
    if (known === null) return behind(`the server has no revision ${rev} of this list: it went back to an older state`);
    if (h !== undefined && h !== known)
      return behind(`revision ${rev} of this list is another one here than the one you saw`);
    return null;
  }

  /** Stops following a list. */
  close(who: Caller, { list: reference }: RequestOf<'list:close'>, leave: (list: string) => void): Outcome<null> {
    const list = resolveList(this.#dependencies.directory.state, who, 'read', reference);
    if (!list.ok) return list;
    leave(list.value.id);
    return success(null);
  }
}

/** Whether the commit at a revision, and all after it, are kept. */
function continues({ rev }: { rev: number }, keptFrom: number): boolean {
  return rev === 0 ? keptFrom === 1 : rev >= keptFrom;
}

function behind(message: string) {
  return failure('server_behind', message, 'nothing was taken over; open the list anew to see what the server has');
}

function* todoTexts(blocks: readonly { texts: readonly string[] }[]): Generator<string> {
  if (blocks.length === 0) yield '[]';
  for (const block of blocks) yield* block.texts;
}

/** Texts as pages; one is held back, for the last page says that it is the last. */
async function* numbered(
  list: string,
  rev: number,
  texts: AsyncIterable<string> | Iterable<string>,
): AsyncGenerator<Page> {
  let index = 0;
  let held: string | null = null;
  for await (const items of texts) {
    if (held !== null) {
      yield { list, rev, index, last: false, items: held };
      index += 1;
    }
    held = items;
  }
  yield { list, rev, index, last: true, items: held ?? '[]' };
}
