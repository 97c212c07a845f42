/** Opening a list: where it stands, and what the reader lacks, in pages (R4, R5). */
import {
  CHAIN_START,
  failure,
  limits,
  type Opened,
  type Outcome,
  type Page,
  type RequestOf,
  type StoredCommit,
  success,
} from '@tock/shared';
import { type Caller, describeList, permit, resolveList } from '../identity/permissions.ts';
import type { Journal } from '../journal/journal.ts';
import type { ControllerDependencies } from './controllers.ts';

/** An opened list: the answer, and its pages, made one at a time as the reader takes them. */
export interface Opening {
  opened: Opened;
  pages: AsyncIterable<Page>;
}

const JOURNAL_PAGE = { limit: 1_000, maximumBytes: limits.pageBytes };

export class OpeningController {
  readonly #dependencies: ControllerDependencies;

  constructor(dependencies: ControllerDependencies) {
    this.#dependencies = dependencies;
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
    const { directory, ledgers, journal, epoch } = this.#dependencies;
    const list = resolveList(directory.state, who, 'read', reference);
    if (!list.ok) return list;
    const { id } = list.value;
    const ledger = await ledgers.get(id);
    if (since !== undefined) {
      if (since.epoch !== epoch)
        return behind('the server has another history than the one you saw: it was restored or replaced');
      // Nobody saw a revision that was never emitted: the store is not asked for it.
      const known = since.rev > ledger.head.rev ? null : await chainAt(journal, id, since.rev);
      if (known === null)
        return behind(`the server has no revision ${since.rev} of this list: it went back to an older state`);
      if (since.h !== undefined && since.h !== known) {
        return behind(`revision ${since.rev} of this list is another one here than the one you saw`);
      }
    }
    return ledger.turn((state): Outcome<Opening> => {
      const still = permit(directory.state, who, 'read', id);
      if (!still.ok) return still;
      if (follow) join(id);
      const { rev, h, count, lastPosition } = state;
      const opened: Opened = {
        list: describeList(still.value, who),
        epoch,
        rev,
        h,
        content: since === undefined ? 'todos' : 'commits',
        count,
        lastPosition,
        keptFrom: ledger.keptFrom,
      };
      const texts = since === undefined ? todoTexts(state.blocks.freeze()) : commitTexts(journal, id, since.rev, rev);
      return success({ opened, pages: numbered(id, rev, texts) });
    });
  }

  /** Stops following a list. */
  close(who: Caller, { list: reference }: RequestOf<'list:close'>, leave: (list: string) => void): Outcome<null> {
    const list = resolveList(this.#dependencies.directory.state, who, 'read', reference);
    if (!list.ok) return list;
    leave(list.value.id);
    return success(null);
  }
}

function behind(message: string) {
  return failure('server_behind', message, 'nothing was taken over; open the list anew to see what the server has');
}

/** The chain value at a revision, or null when the list has no such revision. */
async function chainAt(journal: Journal, list: string, rev: number): Promise<string | null> {
  if (rev === 0) return CHAIN_START;
  const [commit] = await journal.read(list, rev - 1, { limit: 1, maximumBytes: 1 });
  return commit?.rev === rev ? commit.h : null;
}

async function* commitsBetween(
  journal: Journal,
  list: string,
  after: number,
  upTo: number,
): AsyncGenerator<StoredCommit> {
  let rev = after;
  while (rev < upTo) {
    const commits = await journal.read(list, rev, JOURNAL_PAGE);
    for (const commit of commits) {
      if (commit.rev > upTo) return;
      yield commit;
      rev = commit.rev;
    }
    if (commits.length === 0) throw new Error(`list ${list} has no revision ${rev + 1} in the store`);
  }
}

async function* commitTexts(journal: Journal, list: string, after: number, upTo: number): AsyncGenerator<string> {
  let items: string[] = [];
  let size = 0;
  for await (const commit of commitsBetween(journal, list, after, upTo)) {
    if (items.length > 0 && size + commit.body.length > limits.pageBytes) {
      yield `[${items.join(',')}]`;
      items = [];
      size = 0;
    }
    items.push(JSON.stringify(commit));
    size += commit.body.length;
  }
  yield `[${items.join(',')}]`;
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
