/** Reads what arrives from a server: everything from a socket is hostile until one of these has parsed it. */
import {
  type AnswerTo,
  failure,
  headSchema,
  listInfoSchema,
  loggedSchema,
  type Outcome,
  openedSchema,
  type Problem,
  pageSchema,
  presenceSchema,
  problemSchema,
  receiptSchema,
  sanitise,
  storedCommitSchema,
  todoReadSchema,
  todosReadSchema,
  webhooksReadSchema,
  welcomeSchema,
} from '@tock/shared';
import type { ReadName } from './client.ts';
import { members, type Reader, readerOf } from './reader.ts';

/** A problem that a server told, made showable. */
export const readProblem: Reader<Problem> = (value) => {
  const problem = readerOf(problemSchema)(value);
  if (problem === null) return null;
  const { code, message, hint } = problem;
  return { code, message: sanitise(message), ...(hint === undefined ? {} : { hint: sanitise(hint) }) };
};

export const readWelcome = readerOf(welcomeSchema);
export const readOpened = readerOf(openedSchema);
export const readPage = readerOf(pageSchema);
export const readStoredCommit = readerOf(storedCommitSchema);
export const readHead = readerOf(headSchema);
export const readPresence = readerOf(presenceSchema);
export const readReceipt = readerOf(receiptSchema);
const readListInfo = readerOf(listInfoSchema);

/** How the answer to each read is read. A new read without a reader does not compile. */
export const answerReaders: { [N in ReadName]: Reader<AnswerTo<N>> } = {
  'list:presence': readPresence,
  'lists:read': (value) => {
    const lists = Array.isArray(value) ? value.map(readListInfo) : [null];
    return lists.every((list) => list !== null) ? lists : null;
  },
  'list:log': readerOf(loggedSchema),
  'todos:read': readerOf(todosReadSchema),
  'todo:read': readerOf(todoReadSchema),
  'webhooks:read': readerOf(webhooksReadSchema),
};

/** The outcome that a server answered; `internal` when it is none. */
export function readOutcome<T>(value: unknown, read: Reader<T>): Outcome<T> {
  const { ok, value: answered, problem: told } = members(value);
  const answer = ok === true ? read(answered) : null;
  if (answer !== null) return { ok: true, value: answer };
  const problem = ok === false ? readProblem(told) : null;
  if (problem !== null) return { ok: false, problem };
  return failure('internal', 'the server answered something that tock cannot read', 'upgrade tock, or report this');
}
