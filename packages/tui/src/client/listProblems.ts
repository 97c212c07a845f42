/** Why a list cannot be followed any further, in words for people. */
import { type Problem, sanitise } from '@tock/shared';

/** The server does not have the history that we saw. Nothing of it is taken. */
export function anotherHistory(rev: number): Problem {
  return {
    code: 'server_behind',
    message: `the server's history of this list is not the one seen here (revision ${rev})`,
    hint: 'it was restored from a backup, or is another server; open the list anew to see what it has now',
  };
}

/** The commits after a cursor are no longer kept. */
export function historyGone(rev: number): Problem {
  return {
    code: 'server_behind',
    message: `the server no longer has every commit after revision ${rev}`,
    hint: 'begin with the list as it is now',
  };
}

/** The server sent what cannot be part of a list. */
export function damaged(detail: string): Problem {
  return {
    code: 'internal',
    message: `the server sent a damaged list: ${sanitise(detail)}`,
    hint: 'the log of that server may say more; open the list again',
  };
}

/** A commit fits the history and says something that is not known here. */
export function unreadableCommit(rev: number): Problem {
  return {
    code: 'incompatible',
    message: `revision ${rev} of the list says something that this tock does not know`,
    hint: 'upgrade tock on this machine',
  };
}
