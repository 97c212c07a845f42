/** Refusals and failures that the ledger answers with, in words for people. */
import { failure } from '@tock/shared';

/** More than one request may ask for or make. Nothing of it is stored. */
export function tooLarge(actual: number, limit: number, unit: string) {
  const message = `${actual} ${unit} in one request is too much: the limit is ${limit} ${unit}`;
  return failure('too_large', message, 'nothing was stored; send it in smaller parts');
}

export function storageFull() {
  return failure('storage_full', 'the store has no room: nothing was stored', 'make room on its disk, then try again');
}

/** An op that stands for one thing cannot stand for another (R7). */
export function opReused(op: string) {
  return failure(
    'op_reused',
    `op ${op} was used before for something else`,
    'take another op, or send exactly what it was first used for',
  );
}

/** More waits in a list already than its server has room for. */
export function tooBusy() {
  return failure('rate_limited', 'too much waits for this list: nothing was stored', 'try again in a moment');
}

/** A connection asks for more at once than its server has room for. */
export function tooManyReads() {
  return failure(
    'rate_limited',
    'this connection asks for too much at once: nothing was stored',
    'try again in a moment',
  );
}

/** A device asks more in a second than its server is told to answer. */
export function tooOften() {
  return failure('rate_limited', 'this device asks too often: nothing was stored', 'try again in a second');
}

/** A fault of ours before anything was written. */
export function internalFault() {
  return failure('internal', 'the server could not do this: nothing was stored', "the server's log says why");
}

/** A repeat of what is stored, whose receipt cannot be read at the moment: certainly not "nothing was stored" (R10). */
export function unreadReceipt(rev: number) {
  return failure(
    'unknown',
    `this was stored at revision ${rev}, but its receipt cannot be read`,
    'try again with the same op',
  );
}

/** The commits behind a revision are not all kept any more: whoever goes on would have a gap (R4). */
export function historyLetGo(rev: number, { epoch, keptFrom }: { epoch: string; keptFrom: number }) {
  return failure(
    'server_behind',
    `the commits behind revision ${rev} are not all kept: history begins at revision ${keptFrom}`,
    `read the list as it stands, then go on from ${epoch}:${keptFrom}`,
  );
}
